package org.moreau.proxprop;

/** Which of a layer's two parameters are learnt. */
record Trained(boolean weight, boolean bias) {}
