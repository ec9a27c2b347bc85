package org.moreau.data;

import java.io.IOException;
import org.moreau.engine.MalformedFileException;

/** A data set of labelled images of one size, with a part to test on. */
public interface ImageSet extends DataSet {
  /**
   * The images to train on, and the last ones, which are for validation. The files of the test part
   * are not opened.
   *
   * @throws MalformedFileException naming the file and the place, if a file is not whole
   */
  ImageSplit development(DataFolders folders) throws IOException;

  /**
   * The images of the test part.
   *
   * @throws MalformedFileException naming the file and the place, if it is not whole
   */
  ImageDataset test(DataFolders folders) throws IOException;

  /** How many images the published test part has. */
  int publishedTest();
}
