package org.moreau.data;

import java.io.IOException;
import org.moreau.engine.MalformedFileException;

/** A source of labelled sequences, with a part to test on. */
public interface SequenceSet {
  /** The data set whose files are read. */
  DataSet source();

  /**
   * The parts to train on and to make choices on, not normalised. Files of the test part are not
   * opened.
   *
   * @param seed chooses the validation part
   * @throws MalformedFileException naming the file and the place, if a file is not whole
   */
  DevelopmentSplit development(DataFolders folders, long seed) throws IOException;

  /**
   * The part to test on, not normalised.
   *
   * @throws MalformedFileException naming the file and the place, if a file is not whole
   */
  SequenceDataset test(DataFolders folders) throws IOException;
}
