package org.moreau.data;

/** A language of the word data. */
public enum Language {
  ENGLISH("en", "english", "src"),
  GERMAN("de", "german", "tgt");

  private final String code;
  private final String word;
  private final String side;

  Language(String code, String word, String side) {
    this.code = code;
    this.word = word;
    this.side = side;
  }

  /** As in names of files: en, de. */
  public String code() {
    return code;
  }

  /** Its English name: english, german. */
  String word() {
    return word;
  }

  /** The side of translations from English to German: src, tgt. */
  String side() {
    return side;
  }
}
