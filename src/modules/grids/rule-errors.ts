import { defineErrors } from '../../kernel/errors.ts';

/** Refusals of the pure rules of grids: boundaries, the well-field rule and codes. */
export const gridRuleErrors = defineErrors({
  'grid.crs_invalid': {
    status: 400,
    en: 'Say which coordinate system the coordinates are in: CGCS2000, WGS84, GCJ02 or BD09.',
    zh: '须注明坐标系：CGCS2000、WGS84、GCJ02 或 BD09。',
  },
  'grid.point_invalid': {
    status: 400,
    en: 'A point is a GeoJSON Point or [longitude, latitude] in degrees.',
    zh: '点须为 GeoJSON Point 或以度为单位的 [经度, 纬度]。',
  },
  'grid.boundary_invalid': {
    status: 400,
    en: 'A boundary is a GeoJSON Polygon or MultiPolygon of [longitude, latitude] in degrees.',
    zh: '边界须为 GeoJSON Polygon 或 MultiPolygon，坐标为以度为单位的 [经度, 纬度]。',
  },
  'grid.boundary_out_of_range': {
    status: 400,
    en: 'Longitude lies within -180 to 180 and latitude within -90 to 90; the order is [longitude, latitude].',
    zh: '经度须在 -180 至 180、纬度须在 -90 至 90 之间，顺序为 [经度, 纬度]。',
  },
  'grid.boundary_too_large': {
    status: 413,
    en: 'The boundary has more positions than the limit; simplify it.',
    zh: '边界坐标点数超过上限，请简化。',
  },
  'grid.boundary_too_tangled': {
    status: 422,
    en: 'The borders of these grids cross each other too many times to compare.',
    zh: '这些网格的边界相互交叉过多，无法比对。',
  },
  'grid.boundary_unclosed': {
    status: 422,
    en: 'A ring ends on the position it begins with and has at least four positions.',
    zh: '每个环须首尾相同且至少有四个坐标点。',
  },
  'grid.boundary_repeated_position': {
    status: 422,
    en: 'Two neighbouring positions of a ring are the same (closer than a millimetre).',
    zh: '环中相邻两点重合（相距不足一毫米）。',
  },
  'grid.boundary_self_crossing': {
    status: 422,
    en: 'The boundary crosses, touches or doubles back on itself.',
    zh: '边界自相交、自接触或出现折返。',
  },
  'grid.boundary_hole_outside': {
    status: 422,
    en: 'A hole lies inside its shell and outside every other hole.',
    zh: '内环须位于外环之内，且不与其他内环重叠。',
  },
  'grid.boundary_parts_overlap': {
    status: 422,
    en: 'The parts of a MultiPolygon do not overlap.',
    zh: 'MultiPolygon 的各部分不得重叠。',
  },
  'grid.outside_parent': {
    status: 422,
    en: 'The grid reaches outside the grid or area that holds it.',
    zh: '网格超出所属上级网格或区划的范围。',
  },
  'grid.overlap_rural': {
    status: 422,
    en: 'Rural grids do not overlap.',
    zh: '农村网格之间不得重叠。',
  },
  'grid.overlap_urban_share': {
    status: 422,
    en: 'Urban grids overlap by more than the allowed share.',
    zh: '城区网格交叉面积超过允许比例。',
  },
  'grid.split_leaves_gap': {
    status: 422,
    en: 'The parts of a split cover the whole grid.',
    zh: '拆分后的各部分须完整覆盖原网格。',
  },
  'grid.split_overlap': {
    status: 422,
    en: 'The parts of a split do not overlap.',
    zh: '拆分后的各部分之间不得重叠。',
  },
  'grid.split_needs_two': {
    status: 400,
    en: 'A split has at least two parts.',
    zh: '拆分至少须有两个部分。',
  },
  'grid.merge_needs_two': {
    status: 400,
    en: 'A merge has at least two grids.',
    zh: '合并至少须有两个网格。',
  },
  'grid.code_scheme_unknown': {
    status: 400,
    en: 'There is no grid code scheme of this name.',
    zh: '没有该名称的网格编码方案。',
  },
  'grid.code_invalid': {
    status: 422,
    en: 'The code does not follow the grid code scheme.',
    zh: '编码不符合网格编码方案。',
  },
  'grid.code_kind_unsupported': {
    status: 422,
    en: 'The code scheme has no codes for this kind of grid under this parent.',
    zh: '该编码方案在此上级之下没有此类网格的编码。',
  },
  'grid.code_exhausted': {
    status: 409,
    en: 'No free code is left under this parent; retired codes are never used again.',
    zh: '该上级之下已无可用编码，停用的编码不再使用。',
  },
});
