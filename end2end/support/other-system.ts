import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** Another system of the merchant's, which the shop tells about orders by webhooks. It answers each as the test wants. */
export class OtherSystem {
  private readonly statuses = new Map<string, number>();
  private readonly heard = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<OtherSystem> {
    const server = createServer();
    const system = new OtherSystem(server);
    server.on('request', (request, answer) => {
      let text = '';
      request.on('data', (part) => (text += part));
      request.on('end', () => answer.writeHead(system.hears(JSON.parse(text).data.email)).end());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return system;
  }

  /** The settings of a shop that tells it about paid, cancelled and refunded orders. */
  get settings(): Record<string, string> {
    return {
      PANNIER_OUTGOING_WEBHOOK_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/orders`,
      PANNIER_OUTGOING_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    };
  }

  /** Sets the status with which it answers about orders of an address. Without one, it accepts everything. */
  answers(email: string, status: number) {
    this.statuses.set(email, status);
  }

  /** Returns how often it was told about orders of an address. */
  timesToldAbout(email: string): number {
    return this.heard.get(email) ?? 0;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  private hears(email: string): number {
    this.heard.set(email, this.timesToldAbout(email) + 1);
    return this.statuses.get(email) ?? 200;
  }
}
