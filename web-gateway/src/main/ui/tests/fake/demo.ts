import { FakeGateway } from './gateway';

const HOUR_MS = 3_600_000;

const TITLES = [
  'Average order value by segment',
  'Orders last month',
  'Data quality of the customers table',
  'Best selling products in spring',
  'Returned orders by reason',
  'Customers with more than five purchases',
  'What do the sales patterns look like?',
];

const DELAYS_MS: Readonly<Record<string, number>> = {
  token: 30,
  thinking: 500,
  toolCall: 500,
  toolResult: 1_200,
};

/** Starts the scripted server with a list of past conversations and at the pace of a model. */
export async function serve(port: number): Promise<void> {
  const gateway = new FakeGateway();
  gateway.world.pace = (event) => DELAYS_MS[event.case ?? ''] ?? 0;
  for (let index = 0; index < 120; index += 1) {
    const title = TITLES[index % TITLES.length] ?? '';
    gateway.world.createConversation(
      { title },
      Date.now() - index * index * 0.7 * HOUR_MS - 60_000,
    );
  }
  const address = await gateway.listen(port);
  process.stdout.write(`The scripted server listens on ${address}\n`);
}
