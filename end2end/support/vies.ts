import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A Dutch VAT number with the right check digits, which exists nowhere but here. */
export const DUTCH_NUMBER = 'NL004495445B01';

/** The Commission's service that knows the VAT numbers of companies. This one knows a single number. */
export class Vies {
  private constructor(private readonly server: Server) {}

  static async open(): Promise<Vies> {
    const server = createServer((request, answer) => {
      let text = '';
      request.on('data', (part) => (text += part));
      request.on('end', () => {
        const { countryCode, vatNumber } = JSON.parse(text);
        const valid = `${countryCode}${vatNumber}` === DUTCH_NUMBER;
        answer.writeHead(200, { 'content-type': 'application/json' });
        answer.end(JSON.stringify({ countryCode, vatNumber, valid, requestDate: new Date().toISOString(), requestIdentifier: '' }));
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new Vies(server);
  }

  /** The settings of a shop that asks it. */
  get settings(): Record<string, string> {
    return { PANNIER_VIES_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async close() {
    this.server.close();
    await once(this.server, 'close');
  }
}
