package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words of English by what they do in a question about data. */
final class Lexicon {
  /** Words that are never part of the name of a thing. */
  static final Set<String> FUNCTION =
      set(
          "a an the of in on at to from for with without by per and or but not no never is are was"
              + " were be been being",
          "do does did has have had having will would can could should may might shall must",
          "i me my we us our ours you your they them their theirs it its he she his her",
          "this that these those there here who whom whose which what when where why how than then"
              + " as into onto",
          "between among across within during since until till before after over under above below"
              + " about against",
          "through via such so if else also too very each every all any some only just please show"
              + " list find give",
          "tell get many much more most less least fewer fewest both either neither nor let want"
              + " need like know see");

  /** Words that may stand anywhere and change nothing. */
  static final Set<String> FILLER =
      set(
          "a an the our my your their its his her please kindly me us i we you they there here just"
              + " also too",
          "do does did can could would should shall want need like know see let now currently"
              + " yet still",
          "actually really exactly simply quickly overall altogether so ok okay hey hi hello well"
              + " then",
          "some any all ever existing present respective corresponding same info information figure"
              + " figures",
          "been being be had total-of data different-of individual entire whole given available"
              + " recorded stored");

  /** Phrases that change nothing. */
  static final List<Phrase> FILLER_PHRASES =
      Phrase.all(
          "in total",
          "at all",
          "all together",
          "of all time",
          "all time",
          "to date",
          "up to now",
          "until now",
          "till now",
          "so far",
          "right now",
          "at the? moment",
          "as of now",
          "in all",
          "on record",
          "in|from|of|within|inside the|my|our|this|that database|db|system|dataset|data",
          "in the|my|our|this data set|base",
          "we have|had|got|get",
          "do|did|does we|i|you have|get|see|make|do?",
          "are|is|were|was there",
          "there are|is|were|was",
          "i would like",
          "would|could|can you",
          "i want|need|wish to? know|see?",
          "i am|was? looking for",
          "i am|was? interested in",
          "for me",
          "to me",
          "for us",
          "with me",
          "out of curiosity",
          "by the way",
          "let us see",
          "we are",
          "if any",
          "as well");

  /** What came to be in a period. */
  static final String NEW = "new";

  /** Sums of money that no column need be named for. */
  static final Set<String> MONEY =
      set(
          "revenue sale turnover income earning spend spending expenditure value amount total worth"
              + " money",
          "proceed taking gmv billing");

  /** Of those, the ones that mean money even where nothing says whose. */
  static final Set<String> OWN_MONEY =
      set(
          "revenue sale turnover income earning spend spending expenditure money proceed taking gmv"
              + " billing");

  /** Columns named so hold what a row is worth. */
  static final List<String> WORTH =
      List.of(
          "total",
          "amount",
          "revenue",
          "value",
          "sum",
          "paid",
          "charge",
          "fare",
          "turnover",
          "sale",
          "price",
          "fee",
          "subtotal",
          "payment",
          "spend",
          "cost");

  /** Words of columns that keep such a column from being what the row is worth. */
  static final Set<String> NOT_WORTH =
      set(
          "tax vat discount shipping freight delivery tip refund refunded unit list min max minimum"
              + " maximum limit",
          "budget deposit balance point old previous original outstanding due open credit"
              + " commission margin profit",
          "per rate percent percentage ratio count quantity target estimated planned insurance"
              + " base");

  /** Verbs for a row coming into being, that say nothing about which of its times is meant. */
  static final Set<String> CREATION =
      set(
          "place make create take do get record log enter add open start begin register join sign"
              + " enroll enrol",
          "submit file raise report issue book order buy purchase sell borrow loan lend rent hire"
              + " request receive",
          "post write come happen occur generate produce give hold perform conduct carry see have"
              + " occur originate",
          "schedule arrange call visit attend check use pay donate collect onboard acquire register"
              + " arrive be");

  /** Of those, the ones that say how a person came to be one of ours. */
  static final Set<String> JOINING =
      set(
          "register join sign enroll enrol subscribe create add onboard acquire hire record enter"
              + " open start begin",
          "come get gain win employ admit new");

  /** Verbs for something that happens to a row later; they need a column or value of their own. */
  static final Set<String> LATER =
      set(
          "close resolve complete finish return cancel ship deliver dispatch send refund expire end"
              + " update modify",
          "change delete remove archive approve reject process handle settle confirm verify"
              + " activate deactivate",
          "discharge leave die retire quit renew publish release launch discontinue pause suspend"
              + " block ban review",
          "answer solve fulfil fulfill pick pack invoice bill inspect repair service train promote"
              + " terminate login");

  /** Verbs that mean the same moment of a row's life. */
  private static final List<Set<String>> MOMENTS =
      List.of(
          set(
              "register join sign signup enroll enrol subscribe onboard acquire registration"
                  + " since"),
          set("order place purchase buy submit request sell sale sold"),
          set("ship dispatch send shipment shipped shipping"),
          set("deliver arrive delivery receive"),
          set("open file submit raise report log start"),
          set("close resolve complete finish solve end closure completion"),
          set("return giveback"),
          set("borrow loan lend issue checkout take check"),
          set("hire employ join start onboard"),
          set("start begin commence"),
          set("end finish stop complete"),
          set("pay settle payment"),
          set("cancel void cancellation"),
          set("update modify change edit"),
          set("delete remove"),
          set("admit admission"),
          set("discharge"),
          set("book reserve schedule reservation booking"),
          set("visit come attend"),
          set("publish release launch publication"),
          set("expire expiry expiration"),
          set("login log"),
          set("bear birth"),
          set("die death"),
          set("discontinue"),
          set("refund"),
          set("approve approval"),
          set("confirm confirmation"),
          set("invoice bill"));

  /** Verbs and the nouns of the tables in which what they tell is recorded. */
  private static final Map<String, Set<String>> DEEDS =
      Map.ofEntries(
          Map.entry("buy", set("order purchase sale transaction")),
          Map.entry("purchase", set("purchase order sale transaction")),
          Map.entry("order", set("order purchase")),
          Map.entry("sell", set("sale order purchase transaction")),
          Map.entry("pay", set("payment")),
          Map.entry("ship", set("shipment")),
          Map.entry("deliver", set("delivery shipment")),
          Map.entry("borrow", set("loan borrowing checkout lending rental")),
          Map.entry("loan", set("loan lending")),
          Map.entry("lend", set("loan lending")),
          Map.entry("rent", set("rental hire lease")),
          Map.entry("hire", set("hire rental")),
          Map.entry("book", set("booking reservation appointment")),
          Map.entry("reserve", set("reservation booking")),
          Map.entry("visit", set("visit appointment")),
          Map.entry("subscribe", set("subscription")),
          Map.entry("enroll", set("enrollment enrolment")),
          Map.entry("donate", set("donation gift")),
          Map.entry("review", set("review")),
          Map.entry("rate", set("rating review")),
          Map.entry("attend", set("attendance visit")),
          Map.entry("invoice", set("invoice")),
          Map.entry("bill", set("invoice bill")),
          Map.entry("return", set("return")),
          Map.entry("call", set("call")),
          Map.entry("login", set("login session")),
          Map.entry("play", set("play")),
          Map.entry("treat", set("treatment")),
          Map.entry("transact", set("transaction")));

  /** Adjectives of more and less, the words of columns that they compare, and the direction. */
  static final Map<String, Degree> DEGREES =
      Map.ofEntries(
          Map.entry("expensive", degree("price cost fee rate fare amount", true)),
          Map.entry("costly", degree("price cost fee rate fare amount", true)),
          Map.entry("priciest", degree("price cost fee rate fare", true)),
          Map.entry("cheapest", degree("price cost fee rate fare", false)),
          Map.entry("cheap", degree("price cost fee rate fare", false)),
          Map.entry("heaviest", degree("weight mass", true)),
          Map.entry("lightest", degree("weight mass", false)),
          Map.entry("tallest", degree("height", true)),
          Map.entry("longest", degree("length duration", true)),
          Map.entry("shortest", degree("length duration", false)),
          Map.entry("youngest", degree("age", false)),
          Map.entry("oldest", degree("age", true)),
          Map.entry("highest-rated", degree("rating score", true)),
          Map.entry("highest-paid", degree("salary wage pay compensation", true)));

  /** What an adjective compares: words of columns, the likeliest first. */
  record Degree(List<String> columns, boolean descending) {}

  /** Tables whose rows are people or what acts like them. */
  static final Set<String> PERSONS =
      set(
          "customer client buyer user member employee person patient student guest subscriber"
              + " borrower reader",
          "patron donor player driver agent seller supplier vendor author teacher doctor instructor"
              + " staff worker",
          "visitor passenger tenant company contact representative account partner organization");

  private Lexicon() {}

  static boolean isPerson(String noun) {
    return PERSONS.contains(noun);
  }

  /** Nouns of tables in which a verb's deed is recorded; empty for verbs that tell no deed. */
  static Set<String> deeds(String verb) {
    Set<String> deeds = new HashSet<>();
    for (String base : Words.bases(verb)) {
      deeds.addAll(DEEDS.getOrDefault(base, Set.of()));
    }
    return deeds;
  }

  static boolean isCreation(String verb) {
    return Words.bases(verb).stream().anyMatch(CREATION::contains);
  }

  static boolean isVerb(String word) {
    return isCreation(word) || Words.bases(word).stream().anyMatch(LATER::contains);
  }

  /** True where a verb and a word of a column's name speak of the same moment. */
  static boolean sameMoment(String verb, String columnWord) {
    Set<String> verbs = Words.bases(verb);
    Set<String> others = Words.bases(columnWord);
    if (verbs.stream().anyMatch(others::contains)) {
      return true;
    }
    return MOMENTS.stream()
        .anyMatch(
            group ->
                verbs.stream().anyMatch(group::contains)
                    && others.stream().anyMatch(group::contains));
  }

  private static Degree degree(String columns, boolean descending) {
    return new Degree(List.of(columns.split(" ", -1)), descending);
  }

  private static Set<String> set(String... lines) {
    Set<String> words = new HashSet<>();
    for (String line : lines) {
      words.addAll(Arrays.asList(line.split(" ", -1)));
    }
    return Set.copyOf(words);
  }
}
