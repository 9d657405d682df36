/** What is kept on this device. A browser that keeps nothing (a private window) loses it at the end. */

export function recall<T>(key: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`cad0.${key}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

/** Keep a value; false where there is no room for it or nothing may be kept. */
export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(`cad0.${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
