package io.statecap.jobs.results.files;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Hadoop's configuration, as it travels to executors: what differs from the defaults that every Hadoop library has. */
public final class HadoopSettings implements Serializable {

    private static final long serialVersionUID = 1L;

    private transient Configuration configuration;

    public HadoopSettings(Configuration configuration) {
        this.configuration = configuration;
    }

    /** The configuration itself; not to be changed. */
    public Configuration configuration() {
        return configuration;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.writeObject(changed(configuration));
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        configuration = new Configuration();
        ((Map<?, ?>) in.readObject()).forEach((name, value) -> configuration.set((String) name, (String) value));
    }

    /** A few entries, not thousands. */
    private static HashMap<String, String> changed(Configuration configuration) {
        HashMap<String, String> settings = new HashMap<>();
        for (Map.Entry<String, String> entry : configuration) {
            String[] sources = configuration.getPropertySources(entry.getKey());
            boolean isDefault = sources != null && sources.length > 0
                    && sources[sources.length - 1].endsWith("-default.xml");
            if (!isDefault) {
                settings.put(entry.getKey(), configuration.getRaw(entry.getKey()));
            }
        }
        return settings;
    }
}
