/**
 * The event stream: one connection per tab for all topics, reconnecting by itself.
 * A listener also gets `onGap` whenever events may have been missed (first connect, reconnect, and every few seconds
 * while there is no connection): it then reads the plain endpoints, so that polling gives the same facts.
 */
import { apiRoot } from './client';

export type StreamEvent<T = unknown> = { topic: string; type: string; data: T };
export type Listener = { onEvent: (event: StreamEvent) => void; onGap?: () => void };
export type StreamStatus = 'idle' | 'connecting' | 'live' | 'down';

const pollSeconds = 3;
const maxBackoffSeconds = 15;

export class EventStream {
  private listeners = new Map<string, Set<Listener>>();
  private source: EventSource | null = null;
  private reopenTimer: number | undefined;
  private pollTimer: number | undefined;
  private failures = 0;
  private watchers = new Set<(status: StreamStatus) => void>();
  status: StreamStatus = 'idle';

  /** Returns the function that ends the subscription. */
  subscribe(topic: string, listener: Listener): () => void {
    const set = this.listeners.get(topic) ?? new Set();
    const isNewTopic = set.size === 0;
    this.listeners.set(topic, set.add(listener));
    if (isNewTopic) this.reopenSoon(20);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(topic) === set) {
        this.listeners.delete(topic);
        this.reopenSoon(200);
      }
    };
  }

  watch(watcher: (status: StreamStatus) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private setStatus(status: StreamStatus): void {
    if (status === this.status) return;
    this.status = status;
    this.watchers.forEach((watcher) => watcher(status));
  }

  private reopenSoon(delay: number): void {
    window.clearTimeout(this.reopenTimer);
    this.reopenTimer = window.setTimeout(() => this.open(), delay);
  }

  private open(): void {
    this.source?.close();
    this.source = null;
    if (this.listeners.size === 0) return this.stop();
    if (!this.failures) this.setStatus('connecting');
    const topics = [...this.listeners.keys()].map(encodeURIComponent).join(',');
    const source = new EventSource(`${apiRoot}/stream?topics=${topics}`);
    this.source = source;
    source.onopen = () => this.opened();
    source.onerror = () => this.failed();
    source.onmessage = (message) => this.dispatch(JSON.parse(message.data as string) as StreamEvent);
  }

  private opened(): void {
    this.failures = 0;
    window.clearInterval(this.pollTimer);
    this.pollTimer = undefined;
    this.setStatus('live');
  }

  private failed(): void {
    this.source?.close();
    this.source = null;
    this.failures += 1;
    if (this.failures > 1) this.setStatus('down');
    this.pollTimer ??= window.setInterval(() => this.gap(), pollSeconds * 1000);
    this.reopenSoon(Math.min(maxBackoffSeconds, 2 ** Math.min(this.failures, 4) / 2) * 1000);
  }

  private stop(): void {
    window.clearInterval(this.pollTimer);
    this.pollTimer = undefined;
    this.setStatus('idle');
  }

  private gap(): void {
    this.listeners.forEach((set) => set.forEach((listener) => listener.onGap?.()));
  }

  private dispatch(event: StreamEvent): void {
    if (event.topic === 'stream' && event.type === 'ready') return this.gap();
    this.listeners.get(event.topic)?.forEach((listener) => listener.onEvent(event));
  }
}

export const stream = new EventStream();
