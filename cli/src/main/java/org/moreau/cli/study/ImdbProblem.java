package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.Imdb;
import org.moreau.data.LabelledSequences;
import org.moreau.data.TokenDataset;
import org.moreau.model.RecurrentClassifier;
import org.moreau.model.TextClassifier;
import org.moreau.model.TextClassifierFile;
import org.moreau.recurrent.SequenceLayer;
import org.moreau.text.Vocabulary;

/** IMDB's reviews, of each its last words, and the network with an embedding. */
record ImdbProblem(ImdbStudy.Config config) implements RecurrentProblem {
  private static final int LEAST_COUNT = 2;
  private static final List<String> CLASSES = List.of("bad", "good");

  private Imdb set() {
    int most = config.vocabulary();
    return new Imdb(most == 0 ? Integer.MAX_VALUE : most, LEAST_COUNT);
  }

  private TokenDataset shortened(TokenDataset texts) {
    return config.lastWords() == 0 ? texts : texts.last(config.lastWords());
  }

  @Override
  public DataSet source() {
    return set();
  }

  @Override
  public String label() {
    return config.isPapers() ? "IMDB" : "IMDB, reduced: " + config.reduction();
  }

  @Override
  public String variant() {
    return "vocabulary="
        + config.vocabulary()
        + " last-words="
        + config.lastWords()
        + (config.reviews() == 0 ? "" : " reviews=" + config.reviews());
  }

  @Override
  public List<String> classes() {
    return CLASSES;
  }

  @Override
  public Parts load(DataFolders folders, long seed) throws IOException {
    Imdb.Development known = set().development(folders, seed);
    TokenDataset train =
        known
            .train()
            .subset(
                RecurrentProblem.drawn(
                    known.train().size(), config.reviews(), seed, "reviews", "the training part"));
    return new Reviews(this, known.vocabulary(), shortened(train), shortened(known.validation()));
  }

  @Override
  public Stored read(Path path) throws IOException {
    TextClassifierFile file = TextClassifierFile.read(path);
    return new Stored(file.training(), new TextPredictor(file));
  }

  private record Reviews(
      ImdbProblem problem, Vocabulary vocabulary, TokenDataset train, TokenDataset validation)
      implements Parts {
    @Override
    public LabelledSequences test(DataFolders folders) throws IOException {
      return problem.shortened(problem.set().test(folders, vocabulary));
    }

    @Override
    public <M extends Module & SequenceLayer> RecurrentClassifier classifier(M layer) {
      ImdbStudy.Config config = problem.config;
      return new TextClassifier(
          new TextClassifier.Sizes(
              vocabulary.size(),
              config.embedding(),
              config.hidden(),
              config.dense(),
              CLASSES.size()),
          train.frequencies(),
          layer);
    }

    @Override
    public void write(Path path, RecurrentClassifier model, String training) throws IOException {
      new TextClassifierFile(
              (TextClassifier) model,
              vocabulary,
              problem.config.lastWords(),
              CLASSES,
              problem.source().name(),
              training)
          .write(path);
    }
  }
}
