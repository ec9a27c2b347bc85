package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.moreau.engine.MalformedFileException;

/** A source of labelled sequences, with a part to test on. */
public interface SequenceSet {
  /** The name in commands, such as {@code japanese-vowels}. */
  String name();

  /** What results on it are called; it says so where the set can be divided in several ways. */
  String label();

  /** The number of values in a frame. */
  int features();

  /** The names of the classes, by label. */
  List<String> classes();

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

  /**
   * A person's own sequences without labels: a line of numbers for each frame, and after each
   * sequence but the last an empty line or one of ones. A name that ends with .gz is unpacked.
   *
   * @throws MalformedFileException naming the file and the line, if it has a line that does not
   *     fit, or no sequence
   * @throws IOException naming the file, if it cannot be read
   */
  default SequenceDataset read(Path path) throws IOException {
    DataSource source = DataSource.at(path);
    FrameBlocks parsed =
        source.read(reader -> FrameBlocks.read(reader, source.place(), features()));
    if (parsed.blocks().isEmpty()) {
      throw new MalformedFileException(path + " holds no sequence: it has no line of numbers");
    }
    return new SequenceDataset(
        parsed.blocks().stream()
            .map(frames -> new LabelledSequence(frames, LabelledSequence.NO_LABEL))
            .toList(),
        features(),
        classes().size());
  }
}
