package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceSet;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.ProximalLayer;
import org.moreau.layer.StepSize;
import org.moreau.model.ModelState;
import org.moreau.model.RecurrentMlp;
import org.moreau.model.SequenceClassifier;
import org.moreau.model.SequenceScores;
import org.moreau.operator.L1Norm;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathNorm;
import org.moreau.pathprox.PathProx;
import org.moreau.pathprox.Pruning;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepMode;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxLstm;
import org.moreau.training.SequenceTask;
import org.moreau.training.Trainer;

/**
 * Trains one network for sequences by any of the four methods; all of a seed start at the same
 * parameters and see the same batches. What is left of the best epoch's network without the units
 * that are zero lies in networks/ of the run.
 *
 * @param parts of one seed
 * @param test null as long as choices are made
 */
record CombinedTraining(
    StudyContext context,
    CombinedConfig config,
    SequenceSet set,
    long seed,
    RecurrentProblem.Parts parts,
    @Nullable LabelledSequences test) {
  static final String TEST = "test_accuracy";

  /** Hidden units of the head that are left. */
  static final String UNITS = "head_units";

  /** Learnt values of the whole network that are left. */
  static final String PARAMETERS = "parameters";

  private static final double CHECKPOINT_SECONDS = 5;
  private static final int EXAMPLES = 8; // to find couplings with

  /**
   * Trains, from a checkpoint where there is one.
   *
   * @return null if a stop was asked for
   */
  @Nullable TrainingOutcome train(CombinedMethod method) throws IOException {
    RecordedTraining training =
        new RecordedTraining(
            context,
            new RecordedTraining.Identity(
                method.key(),
                method.key(),
                seed,
                config.description(method),
                context.folder().run().data().learntFrom(set.source()),
                parts.train().size(),
                Map.of()));
    return training.run(
        config.epochs(),
        record ->
            String.format(
                Locale.ROOT, "validation %.1f %%", record.metrics().get(SequenceTask.ACCURACY)),
        (checkpoint, fingerprint, listener) ->
            fromCheckpoint(method, checkpoint, fingerprint, listener));
  }

  /** The network of {@code method} with the parameters at which all methods of a seed start. */
  RecurrentMlp start(CombinedMethod method) {
    Seeds.torch(seed, "parameters");
    RecurrentMlp model = network(method, config, set);
    model.to(context.device(), ScalarType.Float, false);
    return model;
  }

  /** The sizes up to the recurrent layer, and the classes. */
  static SequenceClassifier.Sizes sizes(CombinedConfig config, SequenceSet set) {
    return new SequenceClassifier.Sizes(
        set.features(), config.filters(), config.kernel(), config.hidden(), set.classes().size());
  }

  /** A network of {@code method} in its whole size. */
  static RecurrentMlp network(CombinedMethod method, CombinedConfig config, SequenceSet set) {
    int filters = config.filters();
    int hidden = config.hidden();
    SequenceClassifier.Sizes sizes = sizes(config, set);
    ProximalLayer proximal =
        method.has(CombinedMethod.PROX_LAYER) && config.featureStep() > 0
            ? new ProximalLayer(new L1Norm(), new StepSize.Fixed(config.featureStep()))
            : null;
    return method.has(CombinedMethod.PROX_LSTM)
        ? new RecurrentMlp(
            sizes,
            config.headUnits(),
            new ProxLstm(filters, hidden, config.delta(), config.lambda()),
            proximal)
        : new RecurrentMlp(sizes, config.headUnits(), new Lstm(filters, hidden), proximal);
  }

  private @Nullable TrainingOutcome fromCheckpoint(
      CombinedMethod method, Path checkpoint, String fingerprint, Trainer.Listener listener)
      throws IOException {
    RecurrentMlp model = start(method);
    ModelState state = ModelState.of(model);
    Couplings couplings = couplings(model);
    long steps = Seeds.derive(seed, "steps");
    SequenceTask task =
        new SequenceTask(
            model,
            parts.train(),
            parts.validation(),
            config.batchSize(),
            steps,
            context.device(),
            null);
    try (Optimizer optimizer = optimizer(method, model, state, couplings)) {
      PathNorm norm = new PathNorm(couplings);
      ImageMethod.Prepared prepared =
          new ImageMethod.Prepared(
              optimizer,
              epoch -> optimizer.learningRate(),
              null,
              () -> RegularisedTraining.measures(norm),
              "");
      Trainer.Result result =
          new Trainer(
                  model,
                  optimizer,
                  new MethodTask(task, prepared),
                  new Trainer.Settings(config.epochs(), config.epochs(), steps, CHECKPOINT_SECONDS))
              .run(checkpoint, fingerprint, context.stop(), listener);
      NamedTensors.close(result.last());
      optimizer.zeroGradients();
      return result.stopped()
          ? null
          : new TrainingOutcome(
              result.history(), null, result.bestEpoch(), results(method, model, couplings));
    } finally {
      NamedTensors.close(state.all());
    }
  }

  /** The units of the head. */
  static Couplings couplings(RecurrentMlp model) {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(0, "couplings");
      Tensor states = torch.randn(EXAMPLES, model.layer().hiddenSize());
      return Couplings.find(model.head(), model.head()::logits, states);
    }
  }

  /**
   * Implicit steps make the gradients of the loss what they are; the optimiser takes a step along
   * them; the regulariser's proximal map comes last, and no implicit step knows of it.
   */
  private Optimizer optimizer(
      CombinedMethod method, RecurrentMlp model, ModelState state, Couplings couplings) {
    if (method.has(CombinedMethod.PROX_PROP) && config.tauTheta() > 0) {
      new ProxProp(new StepMode.Exact(), config.tauTheta()).on(model);
    }
    Adam adam = new Adam(state.parameters(), Adam.Settings.of(config.learningRate()));
    return method.has(CombinedMethod.PATHPROX) && config.pathLambda() > 0
        ? new PathProx(adam, couplings, PathProx.Settings.of(config.pathLambda()))
        : adam;
  }

  /** Of the best epoch's model, which is then pruned. */
  private Map<String, Double> results(
      CombinedMethod method, RecurrentMlp model, Couplings couplings) throws IOException {
    Map<String, Double> results = new LinkedHashMap<>();
    if (test == null) {
      return results;
    }
    results.put(TEST, accuracy(model, test));
    Pruning pruning = new Pruning(couplings, 0);
    pruning.apply();
    results.put(UNITS, (double) config.headUnits() - pruning.removed());
    Map<String, Tensor> parameters = ModelState.of(model).parameters();
    try {
      double count = parameters.values().stream().mapToLong(Tensor::numel).sum();
      results.put(PARAMETERS, count);
      results.put(PrunedTraining.TEST_PRUNED, accuracy(model, test));
      Path networks = Files.createDirectories(context.folder().path().resolve("networks"));
      new SafeTensors(
              parameters, Map.of("method", method.key(), "settings", config.description(method)))
          .write(networks.resolve(method.key() + "-seed" + seed + ".safetensors"));
    } finally {
      NamedTensors.close(parameters);
    }
    return results;
  }

  private double accuracy(RecurrentMlp model, LabelledSequences test) {
    return SequenceScores.of(model, test, context.device()).accuracy();
  }
}
