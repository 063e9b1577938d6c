import type { SwimStroke } from '../../analytics/swimming/swim-length.ts';

/** What a column of an exported swim tells. */
export type SwimColumn =
  | 'interval'
  | 'stroke'
  | 'lengths'
  | 'distance'
  | 'time'
  | 'cumulativeTime'
  | 'swolf'
  | 'strokes'
  | 'averageStrokes'
  | 'averageHeartRate'
  | 'maxHeartRate'
  | 'calories';

/**
 * The names of columns in the exports of Garmin Connect and COROS, in English, Spanish, German, French, Italian,
 * Portuguese and Dutch, without accents, punctuation and units. COROS calls a row a split.
 */
export const SWIM_COLUMNS: Record<SwimColumn, string[]> = {
  interval: [
    'interval|intervals|lap|laps|split|splits|set',
    'intervalo|intervalos|vuelta|vueltas',
    'intervall|intervalle|runde|runden',
    'intervalles|circuit|circuits',
    'intervallo|intervalli|lap',
    'volta|voltas',
    'intervallen|ronde|ronden',
  ],
  stroke: [
    'swim stroke|stroke|stroke type|swim style|style',
    'estilo de natacion|estilo|tipo de brazada|brazada',
    'schwimmstil|stil|zugart|schwimmart',
    'type de nage|nage|style de nage|mouvement de nage',
    'stile|stile di nuoto|tipo di bracciata|bracciata',
    'estilo de nado|estilo de natacao|tipo de bracada',
    'zwemslag|slag|zwemstijl|slagtype',
  ],
  lengths: [
    'lengths|length|pool lengths|number of lengths',
    'largos|largo',
    'bahnen|bahn|langen',
    'longueurs|longueur',
    'vasche|vasca',
    'piscinas|comprimentos|extensoes',
    'banen|baan|lengtes|baantjes',
  ],
  distance: ['distance|getdistance', 'distancia', 'distanz|strecke', 'distanza', 'afstand'],
  time: [
    'time|duration|total time|swim time',
    'tiempo',
    'zeit|dauer',
    'temps|duree',
    'tempo',
    'tijd|duur',
  ],
  cumulativeTime: [
    'cumulative time|cumul time',
    'tiempo acumulado',
    'kumulierte zeit|gesamtzeit',
    'temps cumule|duree cumulee',
    'tempo cumulativo|tempo cumulato|tempo complessivo',
    'tempo acumulado|tempo cumulativo',
    'cumulatieve tijd|totale tijd',
  ],
  swolf: [
    'swolf|avg swolf|average swolf|swolf medio|o swolf|durchschnittl swolf|swolf moyen|gem swolf|swolf media',
  ],
  strokes: [
    'total strokes|strokes|stroke count',
    'brazadas totales|total de brazadas|brazadas',
    'zuge gesamt|gesamtzuge|schwimmzuge|zuge',
    'mouvements totaux|total mouvements|total de mouvements|coups de bras|mouvements',
    'totale bracciate|bracciate totali|bracciate',
    'total de bracadas|bracadas totais|bracadas',
    'totaal aantal slagen|totaal slagen|slagen',
  ],
  averageStrokes: [
    'avg strokes|average strokes|avg stroke count',
    'promedio de brazadas|brazadas medias|media de brazadas',
    'durchschnittl zuge|o zuge|durchschnittliche zuge',
    'mouvements moyens|moyenne de mouvements',
    'bracciate medie|media bracciate',
    'bracadas medias|media de bracadas',
    'gem slagen|gemiddeld aantal slagen',
  ],
  averageHeartRate: [
    'avg hr|average heart rate|avg heart rate',
    'frecuencia cardiaca media|fc media',
    'o hf|durchschnittl hf|durchschnittliche herzfrequenz',
    'fc moyenne|frequence cardiaque moyenne',
    'fc media|frequenza cardiaca media',
    'fc media|frequencia cardiaca media',
    'gem hs|gemiddelde hartslag',
  ],
  maxHeartRate: [
    'max hr|max heart rate',
    'fc maxima|frecuencia cardiaca maxima',
    'max hf|maximale herzfrequenz',
    'fc max|fc maximale',
    'fc max|fc massima',
    'fc maxima',
    'max hs|maximale hartslag',
  ],
  calories: ['calories|calorias|kalorien|calorie|calorieen|calorien'],
};

/** What a swim was, as these exports put it, by how the word begins. */
const STROKES: [stroke: SwimStroke, begins: string][] = [
  ['idle', 'rest|idle|descanso|pause|erholung|ruhe|repos|recup|riposo|recupero|rust|repouso'],
  [
    'drill',
    'drill|tecnica|ejercicio|ubung|technik|educatif|exercice|esercizi|exercicio|oefening|techniek|kick|pull',
  ],
  ['back', 'back|espalda|ruck|dos|dorso|costas|rug'],
  ['breast', 'breast|braza|pecho|brust|brasse|rana|brucos|peito|school'],
  [
    'fly',
    'butter|fly|mariposa|schmetter|delphin|delfin|papillon|farfalla|borboleta|mariposa|vlinder',
  ],
  [
    'mixed',
    'mix|medley|im$|combinado|estilos|lagen|gemischt|quatre|4 nages|mistim|misto|wissel|gemengd',
  ],
  [
    'free',
    'free|crawl|front|libre|estilo libre|crol|kraul|freistil|nage libre|stile|livre|nado livre|estilo livre|vrij|borst|unknown|desconocido|unbekannt|inconnu|sconosciuto|onbekend',
  ],
];

const PATTERNS = STROKES.map(([stroke, begins]) => ({
  stroke,
  fits: new RegExp(`^(${begins})`),
}));

/**
 * The stroke a word means; of `Unknown`, which watches put where they could not tell, free, as Garmin does.
 * `undefined`: no such word.
 */
export function strokeOf(word: string): SwimStroke | undefined {
  const plain = plainWords(word);
  return PATTERNS.find(({ fits }) => fits.test(plain))?.stroke;
}

/** Lower case, without accents, punctuation and units in brackets: `Avg. Swolf` -> `avg swolf`. */
export function plainWords(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ø/gi, 'o')
    .toLowerCase()
    .replace(/[([{].*$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
