package io.chatdata.server.explorer;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Forms of English words: plural and singular, and what a verb's form is made of. */
public final class Words {
  private static final Map<String, String> SINGULARS =
      Map.ofEntries(
          Map.entry("people", "person"),
          Map.entry("children", "child"),
          Map.entry("men", "man"),
          Map.entry("women", "woman"),
          Map.entry("indices", "index"),
          Map.entry("matrices", "matrix"),
          Map.entry("analyses", "analysis"),
          Map.entry("diagnoses", "diagnosis"),
          Map.entry("criteria", "criterion"),
          Map.entry("leaves", "leaf"),
          Map.entry("shelves", "shelf"),
          Map.entry("halves", "half"),
          Map.entry("feet", "foot"),
          Map.entry("staff", "staff"),
          Map.entry("caches", "cache"),
          Map.entry("aliases", "alias"),
          Map.entry("media", "medium"));

  /** Past forms and participles that no rule makes. */
  private static final Map<String, String> VERBS =
      Map.ofEntries(
          Map.entry("bought", "buy"),
          Map.entry("sold", "sell"),
          Map.entry("spent", "spend"),
          Map.entry("paid", "pay"),
          Map.entry("made", "make"),
          Map.entry("sent", "send"),
          Map.entry("lent", "lend"),
          Map.entry("took", "take"),
          Map.entry("taken", "take"),
          Map.entry("held", "hold"),
          Map.entry("began", "begin"),
          Map.entry("begun", "begin"),
          Map.entry("gave", "give"),
          Map.entry("given", "give"),
          Map.entry("got", "get"),
          Map.entry("gotten", "get"),
          Map.entry("wrote", "write"),
          Map.entry("written", "write"),
          Map.entry("drove", "drive"),
          Map.entry("driven", "drive"),
          Map.entry("had", "have"),
          Map.entry("has", "have"),
          Map.entry("having", "have"),
          Map.entry("did", "do"),
          Map.entry("done", "do"),
          Map.entry("does", "do"),
          Map.entry("came", "come"),
          Map.entry("went", "go"),
          Map.entry("gone", "go"),
          Map.entry("left", "leave"),
          Map.entry("met", "meet"),
          Map.entry("ran", "run"),
          Map.entry("saw", "see"),
          Map.entry("seen", "see"),
          Map.entry("won", "win"),
          Map.entry("lost", "lose"),
          Map.entry("brought", "bring"),
          Map.entry("taught", "teach"),
          Map.entry("flew", "fly"),
          Map.entry("flown", "fly"),
          Map.entry("born", "bear"),
          Map.entry("died", "die"),
          Map.entry("built", "build"),
          Map.entry("hired", "hire"));

  private Words() {}

  /** The word itself and what it may be the plural of, likeliest first. All in lower case. */
  public static Set<String> forms(String word) {
    Set<String> forms = new LinkedHashSet<>();
    String irregular = SINGULARS.get(word);
    if (irregular != null) {
      forms.add(irregular);
    } else if (word.length() > 3 && word.endsWith("s") && !endsIn(word, "ss", "us", "is")) {
      String stem = word.substring(0, word.length() - 1);
      if (word.endsWith("ies") && word.length() > 4) {
        forms.add(word.substring(0, word.length() - 3) + "y");
        forms.add(stem);
      } else if (word.endsWith("es") && addsSyllable(word)) {
        forms.add(word.substring(0, word.length() - 2));
        forms.add(stem);
      } else if (word.endsWith("ses")) {
        forms.add(stem);
        forms.add(word.substring(0, word.length() - 2));
      } else {
        forms.add(stem);
      }
    }
    forms.add(word);
    return forms;
  }

  /** True for statuses and boxes, whose singular has no e; false for courses and sizes. */
  private static boolean addsSyllable(String word) {
    if (endsIn(word, "ouses", "auses", "oes") || word.endsWith("zes")) {
      return endsIn(word, "zzes", "roes", "toes") && !word.equals("toes");
    }
    return endsIn(word, "sses", "uses", "xes", "ches", "shes");
  }

  /** The likeliest singular. */
  public static String singular(String word) {
    return forms(word).iterator().next();
  }

  /** A plural for a text: the last word's. */
  public static String plural(String words) {
    if (!singular(words).equals(words)) {
      return words;
    }
    if (words.endsWith("y") && words.length() > 1 && !isVowel(words.charAt(words.length() - 2))) {
      return words.substring(0, words.length() - 1) + "ies";
    }
    if (words.endsWith("person")) {
      return words.substring(0, words.length() - 6) + "people";
    }
    return endsIn(words, "s", "x", "z", "ch", "sh") ? words + "es" : words + "s";
  }

  /** What a verb's form may be made of, the word itself included: placed is of place or plac. */
  public static Set<String> bases(String word) {
    Set<String> bases = new LinkedHashSet<>();
    String irregular = VERBS.get(word);
    if (irregular != null) {
      bases.add(irregular);
    }
    bases.add(word);
    if (word.endsWith("ied") && word.length() > 4) {
      bases.add(word.substring(0, word.length() - 3) + "y");
    } else if (word.endsWith("ed") && word.length() > 3) {
      stems(word.substring(0, word.length() - 2), bases);
    } else if (word.endsWith("ing") && word.length() > 5) {
      stems(word.substring(0, word.length() - 3), bases);
    } else if (word.endsWith("s")) {
      bases.addAll(forms(word));
    }
    return bases;
  }

  private static void stems(String stem, Set<String> bases) {
    bases.add(stem);
    bases.add(stem + "e");
    int length = stem.length();
    if (length > 2 && stem.charAt(length - 1) == stem.charAt(length - 2)) {
      bases.add(stem.substring(0, length - 1));
    }
  }

  private static boolean endsIn(String word, String... ends) {
    for (String end : ends) {
      if (word.endsWith(end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVowel(char letter) {
    return "aeiou".indexOf(letter) >= 0;
  }
}
