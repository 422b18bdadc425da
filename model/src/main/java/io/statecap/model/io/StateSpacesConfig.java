package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mamba2Config.Range;
import java.util.List;
import java.util.Set;

/**
 * {@code config.json} of the state-spaces repository: fields of its {@code MambaConfig}, whose {@code ssm_cfg} are the
 * arguments of its {@code Mamba2} layer. The vocabulary is rounded up to a multiple, and the weights have that many
 * rows.
 */
final class StateSpacesConfig {

    /** Default of {@code A_init_range}. */
    static final Range INIT_A = new Range(1, 16);

    /** Of those after {@code conv_bias}, any setting gives the same model. */
    private static final Set<String> KNOWN = Set.of("layer", "d_state", "d_conv", "expand", "headdim", "d_ssm",
            "ngroups", "A_init_range", "D_has_hdim", "rmsnorm", "norm_before_gate", "dt_min", "dt_max", "dt_limit",
            "bias", "conv_bias", "chunk_size", "use_mem_eff_path", "conv_init", "dt_init_floor", "layer_idx", "device",
            "dtype");

    private StateSpacesConfig() {}

    static boolean looksLike(JsonNode json) {
        return json.has("d_model") && !json.has("hidden_size");
    }

    static Mamba2Config read(String file, JsonNode json) throws ModelFormatException {
        JsonFields model = new JsonFields(file, json);
        model.only("rms_norm", true);
        // Neither feed-forward nor attention layers.
        model.only("d_intermediate", 0);
        model.only("attn_layer_idx", List.of());
        JsonFields layer = new JsonFields(file + ": ssm_cfg", json.path("ssm_cfg"));
        if (!layer.has("layer")) {
            throw layer.error("layer", "only Mamba2 is allowed, and the default of state-spaces is the first Mamba");
        }
        layer.only("layer", "Mamba2");
        layer.known(KNOWN);
        layer.only("rmsnorm", true);
        layer.only("norm_before_gate", false);
        layer.only("D_has_hdim", false);
        layer.only("bias", false);
        layer.only("conv_bias", true);
        layer.noLimits("dt_limit");
        int dModel = model.size("d_model");
        int expand = layer.size("expand", 2);
        layer.only("d_ssm", expand * dModel);
        if (layer.size("ngroups", 1) != 1) {
            throw layer.error("ngroups",
                    "only 1 is allowed: with more, the gated norm of state-spaces normalises each group"
                    + " by itself, that of statecap all of dInner, so the model would give other numbers");
        }
        int multiple = model.size("pad_vocab_size_multiple", 8);
        return layer.making("", () -> new Mamba2Config(dModel, model.size("n_layer"), layer.size("d_state", 128),
                layer.size("headdim", 64), expand, layer.size("d_conv", 4), 1, model.flag("tie_embeddings", true),
                (model.size("vocab_size") + multiple - 1) / multiple * multiple, layer.range("A_init_range", INIT_A),
                layer.range("dt_min and dt_max", layer.number("dt_min", 0.001), layer.number("dt_max", 0.1))));
    }
}
