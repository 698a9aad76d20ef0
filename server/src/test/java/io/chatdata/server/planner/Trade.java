package io.chatdata.server.planner;

import java.util.List;

/**
 * The vocabulary of a trade: people who do something with things, as most schemas have it.
 *
 * @param person who does it, singular
 * @param persons other words for several of them
 * @param segment the column that sorts the people
 * @param segments its values
 * @param town the column for where they are
 * @param towns its values
 * @param joined the column for when they came
 * @param joining a verb for that, in the past
 * @param thing what they do it with
 * @param kind the column that sorts the things
 * @param kinds its values
 * @param deed what they do, as a noun
 * @param deeds other words for several of them
 * @param done verbs for it, as participles
 * @param doing the verb, as an infinitive
 * @param happened the column for when
 * @param status the column for what became of it
 * @param statuses its values
 * @param finished the column for when it was over; may be empty
 * @param amount the column for what it was worth
 */
record Trade(
    String person,
    List<String> persons,
    String segment,
    List<String> segments,
    String town,
    List<String> towns,
    String joined,
    String joining,
    String thing,
    String kind,
    List<String> kinds,
    String deed,
    List<String> deeds,
    List<String> done,
    String doing,
    String happened,
    String status,
    List<String> statuses,
    String finished,
    String amount) {
  static final List<Trade> ALL =
      List.of(
          new Trade(
              "member",
              List.of("members", "patrons"),
              "tier",
              List.of("gold", "silver", "basic"),
              "town",
              List.of("Oxford", "New Haven", "St. Ives"),
              "joined on",
              "joined",
              "book",
              "genre",
              List.of("crime", "science fiction", "poetry", "travel"),
              "loan",
              List.of("loans", "borrowings"),
              List.of("made", "taken out"),
              "make",
              "loan date",
              "status",
              List.of("returned", "overdue", "lost"),
              "returned at",
              "fee"),
          new Trade(
              "patient",
              List.of("patients"),
              "insurance type",
              List.of("public", "private", "self-paid"),
              "city",
              List.of("Leeds", "York", "Hull"),
              "registered at",
              "registered",
              "doctor",
              "specialty",
              List.of("cardiology", "dermatology", "general practice"),
              "appointment",
              List.of("appointments", "visits"),
              List.of("booked", "made"),
              "make",
              "appointment date",
              "state",
              List.of("attended", "no-show", "rescheduled"),
              "completed at",
              "charge"),
          new Trade(
              "customer",
              List.of("customers", "clients"),
              "segment",
              List.of("retail", "wholesale", "public sector"),
              "country",
              List.of("Norway", "Chile", "South Korea"),
              "created at",
              "signed up",
              "carrier",
              "mode",
              List.of("road", "rail", "air freight"),
              "shipment",
              List.of("shipments", "consignments"),
              List.of("sent", "made"),
              "send",
              "ship date",
              "status",
              List.of("in transit", "arrived", "damaged"),
              "arrived at",
              "total amount"),
          new Trade(
              "guest",
              List.of("guests", "visitors"),
              "loyalty level",
              List.of("bronze", "platinum", "none yet"),
              "nationality",
              List.of("Italian", "Danish", "Canadian"),
              "since",
              "registered",
              "room",
              "category",
              List.of("suite", "single", "family room"),
              "booking",
              List.of("bookings", "reservations"),
              List.of("made", "placed"),
              "make",
              "booked at",
              "status",
              List.of("confirmed", "cancelled", "checked out"),
              "cancelled at",
              "total price"),
          new Trade(
              "student",
              List.of("students", "pupils"),
              "program",
              List.of("arts", "engineering", "life sciences"),
              "region",
              List.of("North", "South Coast", "Midlands"),
              "enrolled on",
              "enrolled",
              "course",
              "department",
              List.of("physics", "history", "computer science"),
              "payment",
              List.of("payments", "remittances"),
              List.of("made", "received"),
              "make",
              "paid at",
              "method",
              List.of("card", "bank transfer", "voucher"),
              "",
              "amount"));
}
