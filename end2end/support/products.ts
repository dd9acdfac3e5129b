/** A product of the demo catalogue. */
export interface Product {
  /** Its kind in the store. */
  kind: 'album' | 'poster' | 'ticket' | 'product';
  id: string;
  page: string;
  /** The heading of the offer on its page. */
  offer: string;
  /** The title of its line in the basket. */
  title: RegExp;
  /** In cents. */
  price: number;
}

export const download: Product = { kind: 'album', id: 'blue-hour', page: '/albums/blue-hour', offer: 'Download', title: /Blue Hour \(download\)/, price: 900 };
export const compactDisc: Product = { kind: 'album', id: 'blue-hour/cd', page: '/albums/blue-hour', offer: 'CD', title: /Blue Hour \(CD\)/, price: 1500 };
export const poster: Product = { kind: 'poster', id: 'dunes/a3', page: '/posters/dunes', offer: 'A3', title: /Dunes at Marram Point/, price: 1900 };
/** Ships as a parcel of its own, because of its size. */
export const largePoster: Product = {
  kind: 'poster',
  id: 'dunes/50x70',
  page: '/posters/dunes',
  offer: '50 × 70',
  title: /Dunes at Marram Point \(print, 50 × 70\)/,
  price: 3900,
};
export const ticket: Product = {
  kind: 'ticket',
  id: 'blue-hour-recital',
  page: '/tickets/blue-hour-recital',
  offer: 'One seat',
  title: /Blue Hour, in the Dark/,
  price: 2400,
};

/** A plain product in one of its options. */
export const mug: Product = {
  kind: 'product',
  id: 'rope-works-mug/indigo',
  page: '/products/rope-works-mug',
  offer: 'Indigo',
  title: /Rope Works Mug \(Indigo\)/,
  price: 1800,
};

/** Thirty-five are left, of which no other test buys any. */
export const manyLeft: Product = { kind: 'poster', id: 'regatta/a3', page: '/posters/regatta', offer: 'A3', title: /Regatta/, price: 2000 };

/** Has two seats left; no test may pay for one. */
export const fewLeft: Product = { kind: 'ticket', id: 'trio-late-set', page: '/tickets/trio-late-set', offer: 'One seat', title: /The Late Set/, price: 1800 };

/** Sold out in this size. */
export const soldOut: Product = { kind: 'poster', id: 'the-bend/a3', page: '/posters/the-bend', offer: 'A3', title: /The Bend/, price: 2400 };

export const euros = (cents: number) => `€${(cents / 100).toFixed(2)}`;
