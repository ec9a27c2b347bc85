package org.moreau.model;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.recurrent.SequenceLayer;

/** Classifies sequences by the last valid hidden state of a recurrent layer. */
public abstract class RecurrentClassifier extends Module {
  /** A classifier without modules yet. */
  protected RecurrentClassifier(String name) {
    super(name);
  }

  /** The recurrent layer. */
  public abstract SequenceLayer layer();

  /** The recurrent layer's input [time, batch, input] for the inputs of a batch. */
  public abstract Tensor encode(Tensor inputs);

  /** The last valid hidden state [batch, hidden]; lengths [batch] count the valid steps. */
  public abstract Tensor lastHidden(Tensor encoded, Tensor lengths);

  /** The logits [batch, classes] for last hidden states [batch, hidden]. */
  public abstract Tensor classify(Tensor lastHidden);

  /** The logits [batch, classes] for the inputs of a batch and lengths [batch]. */
  public final Tensor logits(Tensor inputs, Tensor lengths) {
    return classify(lastHidden(encode(inputs), lengths));
  }
}
