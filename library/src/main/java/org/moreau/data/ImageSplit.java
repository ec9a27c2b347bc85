package org.moreau.data;

import org.moreau.engine.MalformedFileException;

/**
 * The parts of a set of images to train on and to make choices on.
 *
 * @param official whether they are as published: whole, in the published split
 */
public record ImageSplit(ImageDataset train, ImageDataset validation, boolean official) {
  private static final int SHARE = 6;

  /**
   * Takes the last of the {@code known} images for validation: {@code published} of them where they
   * are official, else a sixth.
   *
   * @param set the name of the data set, for the message
   */
  static ImageSplit atEnd(String set, ImageDataset known, boolean official, int published)
      throws MalformedFileException {
    int validation = official ? published : known.size() / SHARE;
    if (validation == 0) {
      throw new MalformedFileException(
          "the training files of data set "
              + set
              + " must have at least "
              + SHARE
              + " images in all, got "
              + known.size());
    }
    int train = known.size() - validation;
    return new ImageSplit(known.range(0, train), known.range(train, known.size()), official);
  }
}
