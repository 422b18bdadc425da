package io.statecap.jobs.cli;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Collects what is logged with a stack trace or as an error. */
final class LoggedProblems extends AbstractAppender {

    private final List<String> problems = new CopyOnWriteArrayList<>();

    private LoggedProblems() {
        super("problems", null, null, true, Property.EMPTY_ARRAY);
    }

    static LoggedProblems begin() {
        LoggedProblems problems = new LoggedProblems();
        problems.start();
        ((Logger) LogManager.getRootLogger()).addAppender(problems);
        return problems;
    }

    @Override
    public void append(LogEvent event) {
        if (event.getThrown() != null || event.getLevel().isMoreSpecificThan(Level.ERROR)) {
            problems.add(event.getLoggerName() + ": " + event.getMessage().getFormattedMessage());
        }
    }

    /** What was collected. */
    List<String> end() {
        ((Logger) LogManager.getRootLogger()).removeAppender(this);
        return List.copyOf(problems);
    }
}
