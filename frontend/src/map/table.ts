/** A table of one number per unit (or one colour per slot) as a texture, 256 wide; a change uploads only the rows it touches. */
export const WIDTH = 256;

type Format = { internal: number; format: number; type: number; bytes: 1 | 2; channels: 1 | 4 };

export class Table<T extends Uint8Array | Uint16Array> {
  readonly texture: WebGLTexture;
  /** Padded to whole rows. */
  readonly data: T;
  private readonly rows: number;
  private dirty = { first: Infinity, last: -1 };

  constructor(private readonly gl: WebGL2RenderingContext, values: T, private readonly kind: Format) {
    const perRow = WIDTH * kind.channels;
    this.rows = Math.max(1, Math.ceil(values.length / perRow));
    this.data = (kind.bytes === 2 ? new Uint16Array(this.rows * perRow) : new Uint8Array(this.rows * perRow)) as T;
    this.data.set(values);
    this.texture = gl.createTexture();
    this.bind(0);
    gl.texStorage2D(gl.TEXTURE_2D, 1, kind.internal, WIDTH, this.rows);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
    this.touch();
  }

  static of16(gl: WebGL2RenderingContext, values: Uint16Array): Table<Uint16Array> {
    return new Table(gl, values, { internal: gl.R16UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_SHORT, bytes: 2, channels: 1 });
  }

  static of8(gl: WebGL2RenderingContext, values: Uint8Array): Table<Uint8Array> {
    return new Table(gl, values, { internal: gl.R8UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_BYTE, bytes: 1, channels: 1 });
  }

  static ofColours(gl: WebGL2RenderingContext, values: Uint8Array): Table<Uint8Array> {
    return new Table(gl, values, { internal: gl.RGBA8, format: gl.RGBA, type: gl.UNSIGNED_BYTE, bytes: 1, channels: 4 });
  }

  bind(unit: number): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(this.gl.TEXTURE_2D, this.texture);
  }

  /** Marks the rows of the given entries (or all) for the next `flush`. */
  touch(entries?: ArrayLike<number>): void {
    if (!entries) {
      this.dirty = { first: 0, last: this.rows - 1 };
      return;
    }
    for (let i = 0; i < entries.length; i++) {
      const row = (entries[i] / WIDTH) | 0;
      if (row < this.dirty.first) this.dirty.first = row;
      if (row > this.dirty.last) this.dirty.last = row;
    }
  }

  /** Uploads what was touched. Only inside a layer's render call: the map keeps books on the context's state. */
  flush(): void {
    const { first, last } = this.dirty;
    if (last < first) return;
    this.bind(0);
    this.uploadRows(first, last);
    this.dirty = { first: Infinity, last: -1 };
  }

  private uploadRows(first: number, last: number): void {
    const { gl, kind } = this;
    const perRow = WIDTH * kind.channels;
    for (const parameter of [gl.UNPACK_FLIP_Y_WEBGL, gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL]) gl.pixelStorei(parameter, false);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, null);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, first, WIDTH, last - first + 1, kind.format, kind.type, this.data.subarray(first * perRow, (last + 1) * perRow));
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
  }

  free(): void {
    this.gl.deleteTexture(this.texture);
  }
}
