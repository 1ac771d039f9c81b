// Which word somebody may have meant.

// distance counts the letters that are to be put in, taken out, changed or swapped to make one word of another.
function distance(a, b) {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j += 1) rows[0][j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

// nearest is the known word that is nearest to one that is not; nothing if none is near.
export function nearest(word, known) {
  const found = known.map((one) => ({ one, away: distance(word, one) })).sort((a, b) => a.away - b.away)[0];
  return found && found.away <= Math.min(3, word.length / 2) ? found.one : '';
}
