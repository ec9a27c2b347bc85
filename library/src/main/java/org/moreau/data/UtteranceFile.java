package org.moreau.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.moreau.engine.MalformedFileException;

/**
 * A file of utterances as {@link FrameBlocks}, whose labels are known by counting: those of the
 * first class, then those of the second, and so on.
 *
 * @param frames that it must hold
 * @param utterances of each class
 * @param ended whether the last utterance too is followed by a line that ends it
 */
record UtteranceFile(DataFile file, int frames, List<Integer> utterances, boolean ended) {

  /**
   * Reads it as a part of {@code set}.
   *
   * @throws MalformedFileException naming the file and the line, if it is not whole
   */
  <S extends DataSet & SequenceSet> SequenceDataset read(S set, DataFolders folders)
      throws IOException {
    DataSource source = DataSource.of(set, file, folders);
    FrameBlocks parsed =
        source.read(reader -> FrameBlocks.read(reader, source.place(), set.features()));
    requireWhole(parsed, source.place() + " line " + parsed.lines());
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int label = 0; label < utterances.size(); label++) {
      for (int i = 0; i < utterances.get(label); i++) {
        sequences.add(new LabelledSequence(parsed.blocks().get(sequences.size()), label));
      }
    }
    return new SequenceDataset(sequences, set.features(), utterances.size());
  }

  /** One utterance less, and the labels of those behind it would be wrong. */
  private void requireWhole(FrameBlocks parsed, String place) throws MalformedFileException {
    int found = parsed.blocks().size();
    if (ended && !parsed.ended()) {
      throw new MalformedFileException(
          place
              + ": the file ends inside utterance "
              + found
              + ", after which a line of ones or an empty line must follow; is it truncated?");
    }
    int count = utterances.stream().mapToInt(Integer::intValue).sum();
    if (found != count || parsed.frames() != frames) {
      throw new MalformedFileException(
          place
              + ": the file must hold "
              + count
              + " utterances of "
              + frames
              + " frames in all, but ends here after "
              + found
              + " of "
              + parsed.frames()
              + "; is it truncated?");
    }
  }
}
