package io.chatdata.server.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins. Opaque to clients, and bound to the list and the arguments
 * that it was made for; one that was altered is not taken.
 */
public final class PageToken {
  private PageToken() {}

  /**
   * Makes a token.
   *
   * @param list name of the list
   * @param arguments those that must be the same for the next page; null where left out
   * @param position where it begins
   */
  public static String of(
      String list, List<? extends @Nullable Object> arguments, List<String> position) {
    ArrayNode token = Json.MAPPER.createArrayNode().add(binding(list, arguments, position));
    position.forEach(token::add);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(token).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a token.
   *
   * @return the position, or an empty list for an empty token: the first page
   * @throws ChatdataException INVALID_PAGE_TOKEN where it was not made for this list and arguments
   */
  public static List<String> read(
      String token, String list, List<? extends @Nullable Object> arguments, int parts) {
    if (token.isEmpty()) {
      return List.of();
    }
    try {
      JsonNode decoded =
          Json.parse(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
      if (decoded.isArray() && decoded.size() == parts + 1 && decoded.get(0).isInt()) {
        List<String> position =
            decoded
                .valueStream()
                .skip(1)
                .map(JsonNode::textValue)
                .map(Objects::requireNonNull)
                .toList();
        if (decoded.get(0).intValue() == binding(list, arguments, position)) {
          return position;
        }
      }
    } catch (IllegalArgumentException | NullPointerException e) {
      // Not one of ours; said below.
    }
    throw new ChatdataException(
        Problem.of(
                Reason.INVALID_PAGE_TOKEN,
                "page_token was not issued for these arguments; start again without it")
            .atField("page_token"));
  }

  private static int binding(
      String list, List<? extends @Nullable Object> arguments, List<String> position) {
    return Objects.hash(list, String.valueOf(arguments), position);
  }
}
