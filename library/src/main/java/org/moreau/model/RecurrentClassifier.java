package org.moreau.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.recurrent.SequenceLayer;

/**
 * A model that classifies sequences by the last valid state of a recurrent layer, in three parts.
 * Sequences of a batch are padded with zeros at the end.
 */
public interface RecurrentClassifier {
  /** The recurrent layer. */
  SequenceLayer layer();

  /** The recurrent layer's input [time, batch, inputs] for frames [batch, features, time]. */
  Tensor encode(Tensor frames);

  /** The logits [batch, classes] for last hidden states [batch, hidden]. */
  Tensor classify(Tensor lastHidden);

  /** The last valid hidden state [batch, hidden]; lengths [batch] count the valid steps. */
  default Tensor lastHidden(Tensor encoded, Tensor lengths) {
    long batch = encoded.size(1);
    Check.shape("lengths", lengths, batch);
    Tensor hidden = layer().forward(encoded).hidden();
    Tensor row = lengths.sub(new Scalar(1L));
    Tensor index =
        row.mul(new Scalar(batch)).add(torch.arange(new Scalar(batch), lengths.options()));
    return hidden.view(-1, layer().hiddenSize()).index_select(0, index);
  }

  /** The logits [batch, classes] for frames [batch, features, time] and lengths [batch]. */
  default Tensor logits(Tensor frames, Tensor lengths) {
    return classify(lastHidden(encode(frames), lengths));
  }
}
