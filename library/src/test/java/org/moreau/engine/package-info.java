@NullMarked
package org.moreau.engine;

import org.jspecify.annotations.NullMarked;
