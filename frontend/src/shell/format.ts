/** Numbers, money and dates as people write them, in the reader's language. Pure; no framework. */
import { currentLanguage, type Language } from './i18n';

const cache = new Map<string, Intl.NumberFormat>();

function formatter(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) cache.set(key, (found = new Intl.NumberFormat(language === 'ko' ? 'ko-KR' : 'en-US', options)));
  return found;
}

export const missing = '–';

export function formatNumber(value: number | null | undefined, digits = 0, language = currentLanguage()): string {
  if (value == null || Number.isNaN(value)) return missing;
  return formatter(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export const formatIndex = (value: number | null | undefined): string =>
  value == null || !Number.isFinite(value) ? missing : formatNumber(Math.round(value));

/** `share` is a ratio: 0.049 → "4.9%". */
export const formatPercent = (share: number | null | undefined, digits = 1): string =>
  share == null || !Number.isFinite(share) ? missing : `${formatNumber(share * 100, digits)}%`;

/** A change always carries its sign: "+14", "−3.1", "±0". */
export function formatDelta(value: number, digits = 0): string {
  const rounded = Number(value.toFixed(digits));
  if (rounded === 0) return '±0';
  return (rounded > 0 ? '+' : '−') + formatNumber(Math.abs(rounded), digits);
}

/** 1234000000 → "12억 3,400만": at most the two largest groups, as in speech. */
export function koreanGroups(value: number): string {
  const groups: [number, string][] = [[1e12, '조'], [1e8, '억'], [1e4, '만'], [1, '']];
  const parts: string[] = [];
  let rest = Math.round(Math.abs(value));
  for (const [size, name] of groups) {
    const count = Math.floor(rest / size);
    if (count > 0 && parts.length < 2) parts.push(formatNumber(count, 0, 'ko') + name);
    else if (parts.length > 0) break;
    rest -= count * size;
  }
  return (value < 0 ? '−' : '') + (parts.join(' ') || '0');
}

/** Money for cards and sentences: "$1.2M", "12억 3,400만 원". Tables use formatNumber with one unit in their corner. */
export function formatMoney(value: number | null | undefined, currency: string, language = currentLanguage()): string {
  if (value == null || Number.isNaN(value)) return missing;
  if (currency === 'KRW' && language === 'ko') return `${koreanGroups(value)} 원`;
  return formatter(language, { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** A short figure for tight places: "1.2M", "12.3억". */
export function formatCompact(value: number | null | undefined, language = currentLanguage()): string {
  if (value == null || Number.isNaN(value)) return missing;
  if (Math.abs(value) < 10_000) return formatNumber(value, 0, language);
  return formatter(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** A measure in its unit: money short, hours and counts in full. */
export function formatMeasure(value: number | null | undefined, unit: string): string {
  if (/^[A-Z]{3}$/.test(unit)) return formatMoney(value, unit);
  return formatCompact(value);
}

export function formatDate(value: string | Date | null | undefined, language = currentLanguage()): string {
  if (!value) return missing;
  const date = typeof value === 'string' ? new Date(value.length === 10 ? `${value}T00:00:00` : value) : value;
  return new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { dateStyle: 'medium' }).format(date);
}

export function formatDateTime(value: string | Date, language = currentLanguage()): string {
  const date = typeof value === 'string' ? new Date(value) : value;
  return new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Picks the name for the reader's language from {en, ko}, falling back to whatever there is. */
export function localName(names: Record<string, string> | null | undefined, fallback = '', language = currentLanguage()): string {
  return names?.[language] || names?.en || fallback || names?.ko || '';
}
