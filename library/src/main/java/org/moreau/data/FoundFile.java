package org.moreau.data;

/**
 * A file of a data set as it was found.
 *
 * @param place a path, or "bundled" and its name
 * @param sha256 of its unpacked content
 */
public record FoundFile(DataFile file, String place, String sha256) {}
