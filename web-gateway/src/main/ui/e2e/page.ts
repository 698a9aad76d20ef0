import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** The page with what a person sees of it, and what is expected of every visit. */
export class ChatPage {
  readonly log: Locator;
  readonly sidebar: Locator;
  readonly field: Locator;
  readonly answers: Locator;

  constructor(readonly page: Page) {
    this.log = page.getByRole('log');
    this.sidebar = page.getByRole('navigation', { name: 'Conversations' });
    this.field = page.getByRole('textbox', { name: 'Message' });
    this.answers = page.getByRole('article', { name: 'Answer' });
  }

  async open(path = '/chat'): Promise<void> {
    await this.page.goto(path);
    await expect(this.page.getByRole('combobox', { name: 'Connection' })).toBeVisible();
  }

  async ask(question: string): Promise<void> {
    await this.field.fill(question);
    await this.field.press('Enter');
  }

  /** Asks, and waits for the whole answer. */
  async answerTo(question: string): Promise<Locator> {
    const before = await this.answers.count();
    await this.ask(question);
    const answer = this.answers.nth(before);
    await expect(answer).toHaveAttribute('aria-busy', 'false');
    // The first answer of a page may be there before what lays it out; a click would then miss.
    await expect(answer.locator('[data-plain]')).toHaveCount(0);
    return answer;
  }

  /** Creates a conversation over the API and opens it. */
  async openNew(choice: object = {}): Promise<string> {
    const response = await this.page.request.post('/api/v1/chat/conversations', { data: choice });
    const { id } = (await response.json()) as { id: string };
    await this.open(`/chat/${id}`);
    return id;
  }

  /** The box of a tool call. */
  box(tool: string): Locator {
    return this.page.locator(`button[data-tool=${tool}]`);
  }

  /** Asks for 1,000 rows of 100 columns and shows them all. */
  async largeResult(): Promise<Locator> {
    const columns = Array.from({ length: 100 }, (_, index) => `g * ${index + 1} AS c${index + 1}`);
    await this.answerTo(`SELECT ${columns.join(', ')} FROM generate_series(1, 1000) AS g`);
    await this.box('run_query').click();
    await this.page.getByRole('button', { name: 'Show all' }).click();
    const rows = this.page.getByRole('group', { name: 'Rows' });
    await expect(rows.getByRole('table')).toHaveAttribute('aria-rowcount', '1001');
    return rows;
  }

  /** Has no fault that axe finds, in dark colours and in light ones. */
  async expectAccessible(...exceptions: string[]): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      // In mid-animation a text has a colour that it doesn't stay in.
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await this.page.evaluate(async () => {
        await new Promise(requestAnimationFrame);
        await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
      });
      // The page has no frames, so axe need not open another page to put their results together.
      const { violations } = await new AxeBuilder({ page: this.page })
        .setLegacyMode()
        .options({
          resultTypes: ['violations'],
          // All else is the same in both.
          ...(colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {}),
        })
        .disableRules(exceptions)
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
        `in ${colorScheme} colours`,
      ).toEqual([]);
    }
    await this.page.emulateMedia({ reducedMotion: null });
  }
}
