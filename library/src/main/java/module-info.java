/** Proximal deep learning: layers, operators and optimisers on libtorch. */
module org.moreau {
  requires transitive org.bytedeco.javacpp;
  requires transitive org.bytedeco.pytorch;
  requires org.bytedeco.openblas; // its thread count is a setting of ours
  requires com.fasterxml.jackson.databind; // headers and states of checkpoints
  requires us.hebi.matlab.mat.mfl.core; // published .mat files
  requires java.desktop; // reads JPEG and PNG files
  requires static org.jspecify; // nullability annotations

  exports org.moreau.calculus;
  exports org.moreau.corruption;
  exports org.moreau.data;
  exports org.moreau.engine;
  exports org.moreau.evaluation;
  exports org.moreau.kernel;
  exports org.moreau.layer;
  exports org.moreau.model;
  exports org.moreau.multiview;
  exports org.moreau.operator;
  exports org.moreau.optim;
  exports org.moreau.pathprox;
  exports org.moreau.proxprop;
  exports org.moreau.recurrent;
  exports org.moreau.representation;
  exports org.moreau.robustness;
  exports org.moreau.solver;
  exports org.moreau.speech;
  exports org.moreau.text;
  exports org.moreau.training;
}
