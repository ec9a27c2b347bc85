package org.moreau.text;

/** A word and what it is called in another language. */
public record Translation(String source, String target) {}
