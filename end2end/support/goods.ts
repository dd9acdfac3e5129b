/** Goods of the demo catalogue, as the tests need them. */
export interface Good {
  page: string;
  /** The heading of the offer on its page. */
  offer: string;
  /** What its line in the basket is called. */
  title: RegExp;
  /** In cents. */
  price: number;
}

export const download: Good = { page: '/albums/blue-hour', offer: 'Download', title: /Blue Hour \(download\)/, price: 900 };
export const compactDisc: Good = { page: '/albums/blue-hour', offer: 'CD', title: /Blue Hour \(CD\)/, price: 1500 };
export const poster: Good = { page: '/posters/dunes', offer: 'A3', title: /Dunes at Marram Point/, price: 1900 };
/** Too large to travel flat: it is a parcel of its own. */
export const largePoster: Good = { page: '/posters/dunes', offer: '50 × 70', title: /Dunes at Marram Point \(print, 50 × 70\)/, price: 3900 };
export const ticket: Good = { page: '/tickets/blue-hour-recital', offer: 'One seat', title: /Blue Hour, in the Dark/, price: 2400 };

/** Two seats are left; no test may pay for one. */
export const fewLeft: Good = { page: '/tickets/trio-late-set', offer: 'One seat', title: /The Late Set/, price: 1800 };

/** None is left of this size. */
export const soldOut: Good = { page: '/posters/the-bend', offer: 'A3', title: /The Bend/, price: 2400 };

export const euros = (cents: number) => `€${(cents / 100).toFixed(2)}`;
