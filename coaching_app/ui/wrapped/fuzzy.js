// Ranks a text against what was typed: whole words first, then beginnings, then letters in order. 0 means no match.
export function score(query, text) {
  const q = query.trim().toLocaleLowerCase(), s = text.toLocaleLowerCase();
  if (!q) return 1;
  const at = s.indexOf(q);
  if (at === 0) return 100;
  if (at > 0) return /[\s/·-]/.test(s[at - 1]) ? 80 : 60;
  let from = 0, points = 40;
  for (const letter of q) {
    if (letter === " ") continue;
    const found = s.indexOf(letter, from);
    if (found < 0) return 0;
    points -= Math.min(found - from, 6);
    from = found + 1;
  }
  return Math.max(points, 1);
}
