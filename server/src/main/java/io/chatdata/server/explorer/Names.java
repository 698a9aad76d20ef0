package io.chatdata.server.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The words that an identifier is made of: {@code tblCustOrders} is customer and order. */
public final class Names {
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "[^\\p{L}\\p{M}\\d]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"
              + "|(?<=\\p{L})(?=\\d)|(?<=\\d)(?=\\p{L})");

  /** What says only that a table is a table. */
  private static final Set<String> TABLE_NOISE =
      Set.of(
          "tbl", "tb", "tab", "table", "t", "dim", "fact", "fct", "vw", "v", "view", "mv", "mst",
          "master", "hdr", "header", "main", "data", "record", "info");

  private static final Map<String, String> ABBREVIATIONS = abbreviations();

  private Names() {}

  /** In lower case, singular where a rule knows it, abbreviations written out. */
  public static List<String> words(String identifier) {
    List<String> words = new ArrayList<>();
    for (String part : BOUNDARY.split(identifier, -1)) {
      if (!part.isEmpty()) {
        words.addAll(expand(part.toLowerCase(Locale.ROOT)));
      }
    }
    int e = Collections.indexOfSubList(words, List.of("e", "mail"));
    if (e >= 0) {
      words.subList(e, e + 2).clear();
      words.add(e, "email");
    }
    return words;
  }

  /** The words of a table's name that say what it holds. */
  public static List<String> tableWords(String identifier) {
    List<String> words = new ArrayList<>(words(identifier));
    words.removeIf(word -> TABLE_NOISE.contains(word) || word.chars().allMatch(Character::isDigit));
    return words.isEmpty() ? words(identifier) : words;
  }

  /** A word, or what it is short for. */
  public static List<String> expand(String word) {
    String full = ABBREVIATIONS.get(word);
    return full == null ? List.of(Words.singular(word)) : Arrays.asList(full.split(" ", -1));
  }

  /** An identifier as words for people: order_items is order items. */
  public static String spoken(String identifier) {
    List<String> parts = new ArrayList<>();
    for (String part : BOUNDARY.split(identifier, -1)) {
      if (!part.isEmpty()) {
        String lower = part.toLowerCase(Locale.ROOT);
        parts.add(ABBREVIATIONS.getOrDefault(lower, lower));
      }
    }
    if (parts.size() > 1 && TABLE_NOISE.contains(parts.getFirst())) {
      parts.removeFirst();
    }
    return parts.isEmpty() ? identifier : String.join(" ", parts);
  }

  /**
   * True where letters are left out of a word to make the other: appt of appointment. Both start
   * with the same letter, and the short one has at least three.
   */
  public static boolean isShortFor(String shortWord, String word) {
    if (shortWord.length() < 3
        || shortWord.length() + 2 > word.length()
        || shortWord.charAt(0) != word.charAt(0)) {
      return false;
    }
    int at = 0;
    for (int i = 0; i < word.length() && at < shortWord.length(); i++) {
      if (word.charAt(i) == shortWord.charAt(at)) {
        at++;
      }
    }
    long vowels = shortWord.chars().filter(letter -> "aeiou".indexOf(letter) >= 0).count();
    boolean prefix = word.startsWith(shortWord);
    return at == shortWord.length() && (prefix || vowels <= 1);
  }

  /** A name for a column of a result, from words. */
  public static String column(String words) {
    String name = words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\d]+", "_");
    return name.replaceAll("^_+|_+$", "");
  }

  private static Map<String, String> abbreviations() {
    String table =
        """
        cust customer, prod product, qty quantity, qnty quantity, amt amount, dt date, emp employee,
        empl employee, dept department, addr address, cat category, ctg category, inv invoice,
        txn transaction, trx transaction, tx transaction, trans transaction, num number, nbr number,
        nr number, descr description, desc description, acct account, mgr manager,
        org organization, cnt count, pct percent, yr year, mth month, ord order, cd code,
        ctry country, cntry country, stat status, sts status, nm name, fname first name,
        lname last name, firstname first name, lastname last name, fullname full name,
        username user name, tel phone, dob birth date, birthdate birth date, birthday birth date,
        src source, dest destination, loc location, dur duration, curr currency, ccy currency,
        bal balance, pmt payment, pymt payment, whs warehouse, wh warehouse, supp supplier,
        rev revenue, seg segment, grp group, typ type, lvl level, ref reference, appt appointment,
        veh vehicle, mbr member, ln line, itm item, prc price, tot total, disc discount,
        msg message, usr user, sess session, evt event, proj project, tkt ticket, ts timestamp,
        orderdate order date, createdat created at, zipcode zip code, postcode zip code,
        postalcode zip code, avg average, std standard, prio priority, pkg package, shpmt shipment,
        dlvry delivery, recd received, req request, resp response, svc service, subs subscription,
        instr instructor, stu student, crs course, ins insurance, med medication, diag diagnosis
        """;
    Map<String, String> abbreviations = new HashMap<>();
    for (String entry : table.strip().split(",\\s+", -1)) {
      String[] parts = entry.split(" ", 2);
      abbreviations.put(parts[0], parts[1]);
    }
    return Map.copyOf(abbreviations);
  }
}
