/**
 * From pointer and keys to units: click, brush, lasso and box over a map. Draws its own cursor; says what it covers and leaves the rest
 * to its listener. While a painting tool is in the hand, dragging paints; the space bar, the middle button or two fingers move the map.
 */
import type { Map as MapLibre } from 'maplibre-gl';

import { mercatorX, mercatorY, type Point, type UnitPoints } from '../core/spatial';
import type { UnitLocator } from './locator';

export type ToolName = 'select' | 'click' | 'brush' | 'lasso' | 'box';

export type ToolListener = {
  /** Returns false when nothing can be painted now (no territory chosen): the gesture does not begin. */
  onBegin: () => boolean;
  /** `isWhole`: the units replace what the gesture covered so far (lasso, box), instead of adding to it. */
  onUnits: (units: number[], isWhole: boolean) => void;
  onEnd: () => void;
  onCancel: () => void;
  onHover: (unit: number) => void;
  /** A click that does not paint. */
  onPick: (unit: number, isAdding: boolean) => void;
};

type Gesture = { points: Point[]; screen: [number, number][] };

const namespace = 'http://www.w3.org/2000/svg';
const clickSlack = 4;

export class PointerTools {
  tool: ToolName = 'select';
  brushRadius = 24;
  private gesture: Gesture | null = null;
  private pressed: [number, number] | null = null;
  private isSpaceDown = false;
  private readonly overlay: SVGSVGElement;
  private readonly shape: SVGPathElement;
  private readonly abort = new AbortController();

  constructor(private readonly map: MapLibre, private readonly points: UnitPoints, private readonly locator: UnitLocator, private readonly listener: ToolListener) {
    this.overlay = document.createElementNS(namespace, 'svg');
    this.shape = document.createElementNS(namespace, 'path');
    this.overlay.append(this.shape);
    this.overlay.setAttribute('class', 'map-tool-overlay');
    this.overlay.setAttribute('aria-hidden', 'true');
    map.getContainer().append(this.overlay);
    const canvas = map.getCanvasContainer();
    const options = { signal: this.abort.signal };
    canvas.addEventListener('pointerdown', this.onDown, options);
    canvas.addEventListener('pointerleave', this.onLeave, options);
    window.addEventListener('pointermove', this.onMove, options);
    window.addEventListener('pointerup', this.onUp, options);
    window.addEventListener('pointercancel', this.onAbort, options);
    window.addEventListener('keydown', this.onKey, options);
    window.addEventListener('keyup', this.onKey, options);
  }

  destroy(): void {
    this.abort.abort();
    this.overlay.remove();
  }

  use(tool: ToolName): void {
    this.cancel();
    this.tool = tool;
    this.applyCursor();
    this.draw(null);
  }

  setBrush(radius: number): void {
    this.brushRadius = radius;
  }

  cancel(): void {
    if (!this.gesture) return;
    this.gesture = null;
    this.draw(null);
    this.listener.onCancel();
  }

  private get paints(): boolean {
    return this.tool !== 'select' && !this.isSpaceDown;
  }

  private applyCursor(): void {
    const canvas = this.map.getCanvasContainer();
    canvas.style.cursor = !this.paints ? '' : this.tool === 'brush' ? 'none' : 'crosshair';
    if (this.paints) this.map.dragPan.disable();
    else this.map.dragPan.enable();
  }

  private screenOf(event: PointerEvent): [number, number] {
    const box = this.map.getCanvas().getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private mercatorOf(screen: [number, number]): Point {
    const { lng, lat } = this.map.unproject(screen);
    return [mercatorX(lng), mercatorY(lat)];
  }

  private readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary) return this.cancel();
    const screen = this.screenOf(event);
    this.pressed = screen;
    if (!this.paints || event.altKey || !this.listener.onBegin()) return;
    const point = this.mercatorOf(screen);
    this.gesture = { points: [point], screen: [screen] };
    this.pressed = null;
    this.cover(point, point);
  };

  private readonly onMove = (event: PointerEvent): void => {
    const screen = this.screenOf(event);
    if (!this.gesture) return this.hover(event, screen);
    const point = this.mercatorOf(screen);
    const last = this.gesture.points[this.gesture.points.length - 1];
    this.gesture.points.push(point);
    this.gesture.screen.push(screen);
    this.cover(last, point);
    this.draw(screen);
  };

  private hover(event: PointerEvent, screen: [number, number]): void {
    if (!this.isOverMap(event)) return;
    this.listener.onHover(this.locator.at(this.mercatorOf(screen)));
    this.draw(screen);
  }

  private isOverMap(event: PointerEvent): boolean {
    return event.target instanceof Node && this.map.getCanvasContainer().contains(event.target);
  }

  private readonly onUp = (event: PointerEvent): void => {
    if (this.gesture) {
      this.gesture = null;
      this.draw(this.screenOf(event));
      this.listener.onEnd();
    } else if (this.pressed && this.isClick(event)) {
      this.listener.onPick(this.locator.at(this.mercatorOf(this.screenOf(event))), event.shiftKey);
    }
    this.pressed = null;
  };

  private isClick(event: PointerEvent): boolean {
    const [x, y] = this.screenOf(event);
    return this.isOverMap(event) && Math.hypot(x - this.pressed![0], y - this.pressed![1]) <= clickSlack;
  }

  private readonly onAbort = (): void => {
    this.pressed = null;
    this.cancel();
  };

  private readonly onLeave = (): void => {
    if (this.gesture) return;
    this.listener.onHover(-1);
    this.draw(null);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && event.type === 'keydown') return this.cancel();
    if (event.code !== 'Space' || (event.target as HTMLElement).closest?.('input, textarea, button, [role=listbox]')) return;
    this.isSpaceDown = event.type === 'keydown';
    this.applyCursor();
  };

  /** Tells the listener what the gesture covers after its latest move. */
  private cover(from: Point, to: Point): void {
    const { points } = this.gesture!;
    if (this.tool === 'lasso') this.listener.onUnits(this.points.inLasso(points), true);
    else if (this.tool === 'box') this.listener.onUnits(this.points.inBox([...points[0], ...to]), true);
    else if (this.tool === 'brush') this.listener.onUnits([...this.under(from, to), ...this.points.alongBrush(from, to, this.brushReach())], false);
    else this.listener.onUnits(this.under(from, to), false);
  }

  private brushReach(): number {
    return this.brushRadius / (512 * 2 ** this.map.getZoom());
  }

  /** Units under the pointer's way, so that large units are met even when their point is far off. */
  private under(from: Point, to: Point): number[] {
    const pixel = 1 / (512 * 2 ** this.map.getZoom());
    const samples = Math.max(1, Math.min(64, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / (4 * pixel))));
    const found = new Set<number>();
    for (let i = 1; i <= samples; i++) {
      const t = i / samples;
      found.add(this.locator.at([from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]));
    }
    found.delete(-1);
    return [...found];
  }

  private draw(at: [number, number] | null): void {
    this.shape.setAttribute('d', this.outline(at));
  }

  private outline(at: [number, number] | null): string {
    if (!at || !this.paints) return '';
    if (this.tool === 'brush') {
      const [x, y] = at;
      const r = this.brushRadius;
      return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`;
    }
    if (!this.gesture) return '';
    const first = this.gesture.screen[0];
    if (this.tool === 'box') return `M${first}H${at[0]}V${at[1]}H${first[0]}Z`;
    return this.tool === 'lasso' ? `M${this.gesture.screen.join('L')}Z` : '';
  }
}
