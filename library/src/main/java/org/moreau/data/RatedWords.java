package org.moreau.data;

import java.io.IOException;
import java.util.List;
import org.moreau.text.RatedPairs;

/**
 * How similar people find pairs of English and of German words: WordSim-353, its two parts, and
 * SimLex-999. The languages have the same pairs, line by line. All of it is to test on.
 */
public final class RatedWords extends ManualDataSet {
  private static final List<DataFile> FILES =
      List.of(
          file(
              "eval/wordsim353-english.txt",
              7_014,
              "d97d2110c00d7ddc564208bcec69caacf4247cd39b391ae63d3df10e33a9b45f"),
          file(
              "eval/wordsim353-english-sim.txt",
              3_980,
              "bb7c5bbf8dddd50ab75e515d875d3a75efe443c15bef12af7a38dcad5d714004"),
          file(
              "eval/wordsim353-english-rel.txt",
              5_151,
              "bfc9ffd9a5c312f1e6b6cd296aa8d0468ddcf908e1b437f0d9dd6fc39431dbd5"),
          file(
              "eval/simlex-english.txt",
              23_882,
              "45c129ae6487c83b816be079a5a21277a8ce4ce895bffc6369ecd682f96f1da7"),
          file(
              "eval/wordsim353-german.txt",
              7_470,
              "a5e56d416ec5e3cb9d4ca1774842ac12feab4c9e2cc42a2bfb80a75e94f5136e"),
          file(
              "eval/wordsim353-german-sim.txt",
              4_251,
              "d54d0b02d5f26c308c47ee24c4530e0843c788d47e67143849d096059e9147b5"),
          file(
              "eval/wordsim353-german-rel.txt",
              5_495,
              "a28bb04a1ca7f023410547077448c6529713b0fd4f1574ea86c4701b9b7004a3"),
          file(
              "eval/simlex-german.txt",
              27_504,
              "148afca63aebf62971a431b4ad481626b4ef9d7445ee99077faf72c7dfc6d72e"));

  /** The set, whose files are opened when they are asked for. */
  public RatedWords() {
    super("rated-words", List.of("words"), FILES);
  }

  private static DataFile file(String name, int bytes, String sha256) {
    return new DataFile(name, bytes, sha256, true);
  }

  /**
   * The rated pairs of {@code language}: ws-353 (350 pairs), ws-sim (201), ws-rel (252) and simlex
   * (999).
   *
   * @throws MalformedFileException naming the file and the line, if one is not whole
   */
  public List<RatedPairs> ratings(DataFolders folders, Language language) throws IOException {
    return List.of(
        ratings(folders, "ws-353", "wordsim353-" + language.word(), 350),
        ratings(folders, "ws-sim", "wordsim353-" + language.word() + "-sim", 201),
        ratings(folders, "ws-rel", "wordsim353-" + language.word() + "-rel", 252),
        ratings(folders, "simlex", "simlex-" + language.word(), 999));
  }

  private RatedPairs ratings(DataFolders folders, String name, String file, int count)
      throws IOException {
    DataSource source = source(folders, "eval/" + file + ".txt");
    return RatedPairs.parse(name, source.place(), source.lines(), count);
  }

  private DataSource source(DataFolders folders, String name) throws IOException {
    DataFile wanted =
        FILES.stream().filter(file -> file.name().equals(name)).findFirst().orElseThrow();
    return DataSource.of(this, wanted, folders);
  }

  @Override
  public String title() {
    return "WordSim-353 and SimLex-999: how similar people find English and German words";
  }

  @Override
  public String origin() {
    return "Ira Leviant, Roi Reichart, https://github.com/iraleviant/eval-multilingual-simlex";
  }

  @Override
  public String licence() {
    return "not stated, so that it is neither bundled nor fetched";
  }

  @Override
  String byHand() {
    return "as its licence is not stated; download the folder evaluation of"
        + " https://github.com/iraleviant/eval-multilingual-simlex as eval";
  }
}
