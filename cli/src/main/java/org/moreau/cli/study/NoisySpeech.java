package org.moreau.cli.study;

import java.io.IOException;
import java.util.stream.IntStream;
import org.moreau.data.DataFolders;
import org.moreau.data.SpeakerNoise;
import org.moreau.data.SpeechDataset;
import org.moreau.data.SpeechSet;
import org.moreau.data.SpeechSplit;
import org.moreau.engine.Seeds;

/**
 * Speech in two views with another speaker in the background of the first one, each view normalised
 * by the training part.
 *
 * @param stride every so many-th frame is used
 * @param most at most so many sequences of each part, the first ones; 0 for all
 * @param noise the same background for all levels of it
 */
record NoisySpeech(SpeechSet set, int stride, Most most, SpeakerNoise noise) {

  /** Of each part. */
  record Most(int train, int validation, int test) {}

  /** All parts; with the test part closed if not {@code tested}. */
  SpeechData read(DataFolders folders, long seed, boolean tested) throws IOException {
    SpeechSplit known = set.development(folders, seed);
    SpeechDataset train = mixed(known.train(), most.train, seed, "train");
    SpeechDataset validation = mixed(known.validation(), most.validation, seed, "validation");
    SpeechDataset test = tested ? mixed(set.test(folders, seed), most.test, seed, "test") : null;
    return new SpeechData(
        set.name(),
        set.title() + described(),
        train.normalisedLike(train),
        validation.normalisedLike(train),
        test == null ? null : test.normalisedLike(train));
  }

  private SpeechDataset mixed(SpeechDataset part, int most, long seed, String name) {
    SpeechDataset chosen =
        most == 0 || most >= part.size() ? part : part.subset(IntStream.range(0, most).toArray());
    return chosen.everyFrame(stride).mixed(noise, Seeds.random(seed, "noise", name));
  }

  private String described() {
    return stride == 1 ? "" : ", one frame of " + stride;
  }

  /** All that the read speech depends on besides seed and files. */
  String description() {
    return set.name() + described() + " " + most + " " + noise;
  }
}
