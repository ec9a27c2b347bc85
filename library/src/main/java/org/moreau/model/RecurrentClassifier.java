package org.moreau.model;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.recurrent.SequenceLayer;

/**
 * A module that classifies sequences by the last valid state of a recurrent layer, in three parts.
 * Sequences of a batch are padded at the end.
 */
public interface RecurrentClassifier {
  /** This, as the module that it is. */
  Module module();

  /** The recurrent layer. */
  SequenceLayer layer();

  /**
   * What a perturbation of a batch is added to, [batch, features, time]: the inputs themselves
   * where they are frames, the embedded words of texts.
   */
  default Tensor signal(Tensor inputs) {
    return inputs;
  }

  /** The recurrent layer's input [time, batch, input] for a {@link #signal}. */
  Tensor encodeSignal(Tensor signal);

  /** The recurrent layer's input [time, batch, input] for the inputs of a batch. */
  default Tensor encode(Tensor inputs) {
    return encodeSignal(signal(inputs));
  }

  /** The logits [batch, classes] for last hidden states [batch, hidden]. */
  Tensor classify(Tensor lastHidden);

  /** The last valid hidden state [batch, hidden]; lengths [batch] count the valid steps. */
  default Tensor lastHidden(Tensor encoded, Tensor lengths) {
    long batch = encoded.size(1);
    Check.shape("lengths", lengths, batch);
    SequenceLayer layer = layer();
    // What stands behind the end changes nothing before it, and libtorch is several times faster
    // if it need not look for the end.
    Tensor hidden =
        layer.readsAhead()
            ? layer.forward(encoded, layer.zeroStates(encoded), lengths).hidden()
            : layer.forward(encoded).hidden();
    Tensor row = lengths.sub(new Scalar(1L));
    Tensor index =
        row.mul(new Scalar(batch)).add(torch.arange(new Scalar(batch), lengths.options()));
    return hidden.reshape(-1, hidden.size(2)).index_select(0, index);
  }

  /** The logits [batch, classes] for the inputs of a batch and lengths [batch]. */
  default Tensor logits(Tensor inputs, Tensor lengths) {
    return classify(lastHidden(encode(inputs), lengths));
  }
}
