package io.chatdata.server.explorer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words that people use for one another when they speak of data. */
public final class Synonyms {
  /**
   * Each line is a group whose words may stand for one another; one with a mark in front has words
   * that mean much the same.
   */
  private static final String NOUNS =
      """
      ! customer client buyer shopper purchaser consumer patron
      user member account login
      member patron reader subscriber borrower
      ! employee staff worker colleague personnel
      ! order purchase
      purchase transaction
      sale transaction
      sale purchase
      sale order
      product item article good merchandise sku
      category type kind class genre
      ! supplier vendor provider
      ! invoice bill
      payment payout remittance
      ! revenue turnover income sale earning proceed
      amount total value sum
      cost expense
      price rate tariff
      ! country nation land
      region area territory zone
      city town municipality place
      state province
      quantity unit piece volume
      segment tier group
      tier level plan
      status state stage
      gender sex
      name title
      ! phone telephone mobile
      ! email mail
      zip postcode
      ! salary pay wage compensation
      department division team unit
      job position role occupation
      store shop branch outlet
      location site place
      ! doctor physician practitioner clinician provider
      appointment visit consultation booking
      patient case
      loan checkout borrowing lending
      book title volume
      author writer
      ! shipment delivery consignment parcel package
      carrier courier hauler shipper
      warehouse depot
      vehicle truck van car
      driver chauffeur
      ticket issue case incident
      ! student pupil learner
      course class module
      teacher instructor tutor lecturer professor
      ! movie film
      ! rental hire
      ! booking reservation
      guest visitor
      ! trip journey ride
      campaign promotion
      channel medium
      review rating feedback
      session visit
      age year
      quantity count number
      comment note remark
      birth birthday
      manufacturer maker brand
      fee charge
      donation gift contribution
      project engagement
      fine penalty
      duration length
      weight mass
      """;

  private static final int CLOSE = 1;
  private static final int LOOSE = 2;
  private static final Map<String, Map<String, Integer>> GROUPS = groups();

  private Synonyms() {}

  /** Other words for a singular noun, with how daring it is to take them for it. */
  public static Map<String, Integer> of(String noun) {
    return GROUPS.getOrDefault(noun, Map.of());
  }

  private static Map<String, Map<String, Integer>> groups() {
    Map<String, Map<String, Integer>> groups = new HashMap<>();
    for (String line : NOUNS.lines().toList()) {
      boolean close = line.startsWith("! ");
      List<String> group = List.of((close ? line.substring(2) : line).split(" ", -1));
      for (String word : group) {
        Map<String, Integer> others = groups.computeIfAbsent(word, key -> new LinkedHashMap<>());
        group.stream()
            .filter(other -> !other.equals(word))
            .forEach(other -> others.merge(other, close ? CLOSE : LOOSE, Math::min));
      }
    }
    return groups;
  }
}
