package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words that people use for one another when they speak of data. */
final class Synonyms {
  /** Each line is a group whose words may stand for one another. */
  private static final String NOUNS =
      """
      customer client buyer shopper purchaser consumer patron
      user member account login
      member patron reader subscriber borrower
      employee staff worker colleague personnel
      order purchase
      purchase transaction
      sale transaction
      sale purchase
      sale order
      product item article good merchandise sku
      category type kind class genre
      supplier vendor provider
      invoice bill
      payment payout remittance
      revenue turnover income sale earning proceed
      amount total value sum
      cost expense
      price rate tariff
      country nation land
      region area territory zone
      city town municipality place
      state province
      quantity unit piece volume
      segment tier group
      tier level plan
      status state stage
      gender sex
      name title
      phone telephone mobile
      email mail
      zip postcode
      salary pay wage compensation
      department division team unit
      job position role occupation
      store shop branch outlet
      location site place
      doctor physician practitioner clinician provider
      appointment visit consultation booking
      patient case
      loan checkout borrowing lending
      book title volume
      author writer
      shipment delivery consignment parcel package
      carrier courier hauler shipper
      warehouse depot
      vehicle truck van car
      driver chauffeur
      ticket issue case incident
      student pupil learner
      course class module
      teacher instructor tutor lecturer professor
      movie film
      rental hire
      booking reservation
      guest visitor
      trip journey ride
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

  private static final Map<String, Set<String>> GROUPS = groups();

  private Synonyms() {}

  /** Other words for a singular noun. */
  static Set<String> of(String noun) {
    return GROUPS.getOrDefault(noun, Set.of());
  }

  private static Map<String, Set<String>> groups() {
    Map<String, Set<String>> groups = new HashMap<>();
    for (String line : NOUNS.lines().toList()) {
      List<String> group = new ArrayList<>(List.of(line.split(" ", -1)));
      for (String word : group) {
        Set<String> others = groups.computeIfAbsent(word, key -> new LinkedHashSet<>());
        group.stream().filter(other -> !other.equals(word)).forEach(others::add);
      }
    }
    return groups;
  }
}
