// Reads a mirror folder with Go's own note and tlog packages (golang.org/x/mod/sumdb), the ones that
// verify Go's module checksums, and proves with them what it holds.
//
//	check <mirror folder> <verifier key> <signer key>
//
// It opens the checkpoint, authenticates the tiles against its root, hashes the entries, and prints as
// JSON the proofs it makes itself and the checkpoint's text signed with the signer key.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// tiles reads a mirror's tiles; Go's paths carry the height, those of C2SP leave it out.
type tiles struct {
	folder string
}

func (t tiles) Height() int                              { return height }
func (t tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range list {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func open(folder string, key string) (string, tlog.Tree) {
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return opened.Text, tlog.Tree{N: size, Hash: root}
}

func entries(folder string, size int64) [][]byte {
	var all [][]byte
	for at := int64(0); at < size; at += 256 {
		path := fmt.Sprintf("tile/entries/%03d", at/256)
		if size-at < 256 {
			path += fmt.Sprintf(".p/%d", size-at)
		}
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		must(err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return all
}

func main() {
	folder, key := os.Args[1], os.Args[2]
	text, tree := open(folder, key)
	reader := tlog.TileHashReader(tree, tiles{folder})

	inclusion := [][]tlog.Hash{}
	for index, entry := range entries(folder, tree.N) {
		proof, err := tlog.ProveRecord(tree.N, int64(index), reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)))
		inclusion = append(inclusion, proof)
	}
	consistency := [][]tlog.Hash{}
	for size := int64(1); size <= tree.N; size++ {
		then, err := tlog.TreeHash(size, reader)
		must(err)
		proof, err := tlog.ProveTree(tree.N, size, reader)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, size, then))
		consistency = append(consistency, proof)
	}

	signer, err := note.NewSigner(os.Args[3])
	must(err)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	must(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"inclusion": inclusion, "consistency": consistency, "signed": string(signed),
	}))
}
