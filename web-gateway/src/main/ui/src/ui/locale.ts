/** English words, with the numbers and dates of a region, such as en-DE. */
export function localeOf(language: string): string {
  try {
    const { region } = new Intl.Locale(language).maximize();
    return region ? `en-${region}` : 'en';
  } catch {
    // No language tag, which some browsers have.
    return 'en';
  }
}

/** That of the person's region. */
export const LOCALE = localeOf(navigator.language);
