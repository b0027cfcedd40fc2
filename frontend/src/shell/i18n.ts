import i18next, { type BackendModule, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

const catalogues = import.meta.glob<{ default: ResourceKey }>('../locales/*/*.json');

/** One file per language and feature; a feature's words are fetched when the feature is. */
const catalogueBackend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = catalogues[`../locales/${language}/${namespace}.json`];
    if (!load) return done(new Error(`no catalogue ${language}/${namespace}`), null);
    load().then(
      (module) => done(null, module.default),
      (error: Error) => done(error, null),
    );
  },
};

const stored = 'evenlode.language';

export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(stored) ?? navigator.language;
  return chosen.startsWith('ko') ? 'ko' : 'en';
}

export async function startI18n(): Promise<void> {
  await i18next
    .use(catalogueBackend)
    .use(initReactI18next)
    .init({
      lng: preferredLanguage(),
      fallbackLng: 'en',
      supportedLngs: languages,
      ns: ['common', 'parts'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  document.documentElement.lang = i18next.language;
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(stored, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export const currentLanguage = (): Language => (i18next.language?.startsWith('ko') ? 'ko' : 'en');
