package org.moreau.data;

import java.io.IOException;
import org.moreau.engine.MalformedFileException;

/** A source of speech in two views: what is heard, and how it is made. */
public interface SpeechSet {
  /** The name in commands, such as {@code digit-strings}. */
  String name();

  /** The name in texts; it says so where the sequences are made of others. */
  String title();

  /** The data set whose files are read. */
  DataSet source();

  /**
   * The parts to train on and to make choices on, neither mixed nor normalised. Nothing of the test
   * part is in them.
   *
   * @param seed chooses all that the set's authors have not fixed
   * @throws MalformedFileException naming the file and the place, if a file is not whole
   */
  SpeechSplit development(DataFolders folders, long seed) throws IOException;

  /**
   * The part to test on, neither mixed nor normalised.
   *
   * @throws MalformedFileException naming the file and the place, if a file is not whole
   */
  SpeechDataset test(DataFolders folders, long seed) throws IOException;
}
