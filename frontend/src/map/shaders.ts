/**
 * Shaders of the unit layer. Positions come as exact integers; the camera's centre is taken off before they become floats. A unit's colour
 * is looked up once per vertex and handed on flat: software renderers pay by the vertex, graphics cards do not notice.
 */
const lookups = `
precision highp float;
precision highp int;
precision highp usampler2D;
uniform ivec2 u_center;
uniform vec2 u_scale;
uniform usampler2D u_slots;
uniform int u_selected;

vec4 place(ivec2 at) { return vec4(vec2(at - u_center) * u_scale, 0.0, 1.0); }
uint lookup(usampler2D table, uint unit) { return texelFetch(table, ivec2(unit & 255u, unit >> 8), 0).r; }
`;

export const fillVertex = `#version 300 es
${lookups}
uniform usampler2D u_fills;
uniform usampler2D u_flags;
uniform sampler2D u_palette;
layout(location = 0) in ivec2 a_xy;
layout(location = 1) in uint a_unit;
flat out vec4 v_color;
flat out uint v_flags;

void main() {
  uint fill = lookup(u_fills, a_unit);
  v_color = texelFetch(u_palette, ivec2(fill & 255u, fill >> 8), 0);
  v_flags = lookup(u_flags, a_unit);
  if (u_selected >= 0 && int(lookup(u_slots, a_unit)) != u_selected) v_color.a *= 0.45;
  gl_Position = place(a_xy);
}`;

/** Flags: 1 pointed at, 2 locked (hatched), 4 marked (selection). */
export const fillFragment = `#version 300 es
precision highp float;
precision highp int;
flat in vec4 v_color;
flat in uint v_flags;
uniform vec4 u_ink;
out vec4 color;

void main() {
  vec4 base = v_color;
  if ((v_flags & 2u) != 0u && mod(gl_FragCoord.x + gl_FragCoord.y, 9.0) < 1.6) base = mix(base, u_ink, 0.55);
  if ((v_flags & 4u) != 0u) base = vec4(mix(base.rgb, u_ink.rgb, 0.35), max(base.a, 0.6));
  if ((v_flags & 1u) != 0u) base = vec4(mix(base.rgb, u_ink.rgb, 0.22), max(base.a, 0.5));
  color = vec4(base.rgb * base.a, base.a);
}`;

/** One instance per segment, four corners; `u_width` is half the width in pixels, wider where a side is the selected territory. */
export const lineVertex = `#version 300 es
${lookups}
uniform vec2 u_viewport;
uniform float u_width;
uniform vec4 u_line;
uniform vec4 u_strong;
uniform bool u_aware;
layout(location = 0) in ivec4 a_ends;
layout(location = 1) in ivec2 a_sides;
flat out vec4 v_color;

bool isSelected(int unit) { return unit >= 0 && int(lookup(u_slots, uint(unit))) == u_selected; }

void main() {
  float width = u_width;
  v_color = u_line;
  if (u_aware && u_selected >= 0 && (isSelected(a_sides.x) != isSelected(a_sides.y))) { width = u_width + 0.9; v_color = u_strong; }
  vec2 from = place(a_ends.xy).xy;
  vec2 to = place(a_ends.zw).xy;
  vec2 along = (to - from) * u_viewport;
  float reach = length(along);
  vec2 direction = reach > 0.0 ? along / reach : vec2(1.0, 0.0);
  vec2 normal = vec2(-direction.y, direction.x);
  float side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
  float end = gl_VertexID < 2 ? -1.0 : 1.0;
  vec2 offset = (normal * side + direction * end * 0.5) * width / u_viewport;
  gl_Position = vec4((gl_VertexID < 2 ? from : to) + offset, 0.0, 1.0);
}`;

export const lineFragment = `#version 300 es
precision highp float;
flat in vec4 v_color;
out vec4 color;
void main() { color = vec4(v_color.rgb * v_color.a, v_color.a); }`;

/** Compiles and links; throws with the compiler's words. */
export function program(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const result = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) throw new Error(gl.getShaderInfoLog(shader) ?? 'shader');
    gl.attachShader(result, shader);
  }
  gl.linkProgram(result);
  if (!gl.getProgramParameter(result, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(result) ?? 'program');
  return result;
}
