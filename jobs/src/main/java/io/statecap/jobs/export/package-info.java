/** A sweep's trials as run folders of TensorBoard and of MLflow. */
package io.statecap.jobs.export;
