// Reads a mirror folder with Go's own note and tlog packages (golang.org/x/mod/sumdb), the ones that
// verify Go's module checksums, and proves with them what it holds.
//
//	check <mirror folder> <verifier key> [<signer key>]
//
// It opens the checkpoint, and hashes the entries up to its root. With a signer key, for the tests, it
// authenticates the tiles against the root instead, and prints as JSON the proofs it makes itself and
// the checkpoint's text signed with that key.
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

func (t tiles) Height() int                                { return height }
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

func bundlePath(index int64) string {
	path := fmt.Sprintf("%03d", index%1000)
	for index >= 1000 {
		index /= 1000
		path = fmt.Sprintf("x%03d/%s", index%1000, path)
	}
	return "tile/entries/" + path
}

func entries(folder string, size int64) [][]byte {
	var all [][]byte
	for at := int64(0); at < size; at += 256 {
		path := bundlePath(at / 256)
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

// hashes are those of entries and of the nodes above them, in the order in which Go keeps them.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, index := range indexes {
		all = append(all, h[index])
	}
	return all, nil
}

func root(all [][]byte) tlog.Hash {
	var kept hashes
	for index, entry := range all {
		added, err := tlog.StoredHashes(int64(index), entry, kept)
		must(err)
		kept = append(kept, added...)
	}
	hash, err := tlog.TreeHash(int64(len(all)), kept)
	must(err)
	return hash
}

func main() {
	folder, key := os.Args[1], os.Args[2]
	text, tree := open(folder, key)
	if len(os.Args) == 3 {
		if root(entries(folder, tree.N)) != tree.Hash {
			must(fmt.Errorf("the entries do not make the signed root"))
		}
		fmt.Printf("%d entries make the signed root of\n%s", tree.N, text)
		return
	}
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
