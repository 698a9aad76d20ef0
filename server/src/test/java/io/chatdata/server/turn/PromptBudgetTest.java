package io.chatdata.server.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Json;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.Prompt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptBudgetTest {
  @Test
  void whatFitsStaysAsItIs() {
    List<Prompt> prompts = turns(3, 5000);
    assertEquals(prompts, PromptBudget.fit(prompts, PromptBudget.size(prompts)));
  }

  @Test
  void theOldestResultsAreShortenedFirst() {
    List<Prompt> prompts = turns(3, 5000);

    List<Prompt> fitting = PromptBudget.fit(prompts, PromptBudget.size(prompts) - 4000);

    assertEquals(prompts.size(), fitting.size());
    assertTrue(text(fitting.get(2)).contains("\"shortened_from_characters\""));
    assertEquals(prompts.get(5), fitting.get(5));
    assertEquals(prompts.get(8), fitting.get(8));
  }

  @Test
  void thenTheOldestTurnsGoWholeAndTheLastStays() {
    List<Prompt> prompts = turns(4, 5000);

    List<Prompt> fitting = PromptBudget.fit(prompts, 1200);

    assertTrue(PromptBudget.size(fitting) <= 1200);
    assertEquals(new Prompt.User("Question 3"), fitting.get(fitting.size() - 6));
    assertEquals(6, fitting.size());
    assertEquals(3, PromptBudget.fit(prompts, 0).size());
  }

  @Test
  void theConversationHasWhatTheTablesLeave() {
    var small = new PromptBudget(8192);

    assertEquals(1024, small.digestTokens());
    assertEquals(16_384, small.characters());
    assertEquals(11_384, small.charactersBeside(5000));
    assertEquals(4096, small.charactersBeside(30_000));
    assertEquals(4000, new PromptBudget(0).digestTokens());
    assertEquals(200_000, new PromptBudget(0).characters());
  }

  private static List<Prompt> turns(int many, int characters) {
    List<Prompt> prompts = new ArrayList<>();
    for (int n = 1; n <= many; n++) {
      prompts.add(new Prompt.User("Question " + n));
      prompts.add(
          new Prompt.Assistant(
              "", List.of(), List.of(new ModelEvent.ToolCall("c" + n, "run_query", "{}", ""))));
      prompts.add(
          new Prompt.ToolOutput(
              "c" + n, "run_query", Json.object().put("rows", "x".repeat(characters)), null));
    }
    return prompts;
  }

  private static String text(Prompt prompt) {
    return Json.write(((Prompt.ToolOutput) prompt).output());
  }
}
