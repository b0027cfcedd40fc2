/** Vectors on the wire: base64 of little-endian bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export const u16 = (text: string): Uint16Array => new Uint16Array(bytesOf(text).buffer);
export const u32 = (text: string): Uint32Array => new Uint32Array(bytesOf(text).buffer);
export const i32 = (text: string): Int32Array => new Int32Array(bytesOf(text).buffer);
export const f32 = (text: string): Float32Array => new Float32Array(bytesOf(text).buffer);
export const f64 = (text: string): Float64Array => new Float64Array(bytesOf(text).buffer);

export function toBase64(array: ArrayBufferView): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let binary = '';
  const step = 0x8000;
  for (let i = 0; i < bytes.length; i += step) binary += String.fromCharCode(...bytes.subarray(i, i + step));
  return btoa(binary);
}
