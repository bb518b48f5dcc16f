"""What the names of a cell are called in a program: identifiers that mean nothing else there."""

from __future__ import annotations

import keyword
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph

__all__ = ["identifiers"]

# What the written modules import or call, and what a module of PyTorch, a layer of Keras and their cells have as
# attributes and could be the name of a parameter.
_TAKEN = frozenset(
    re.findall(
        r"\w+",
        """
    torch nn np keras ops self super zeros p len zip range list dict cls sigmoid relu softplus hard_sigmoid steps
    states outputs shown units inputs reverse forward step weights parameter state add_loss add_metric add_module
    add_weight apply bfloat16 buffers build build_from_config built call call_super_init children compile compiled
    compute_dtype compute_mask compute_output_shape compute_output_spec compute_own_mask count_params cpu cuda
    double dropout dtype dtype_policy dump_patches eval extra_repr float from_config get_build_config get_buffer
    get_config get_extra_state get_initial_state get_parameter get_quantizer get_submodule get_weights half input
    input_dtype input_spec ipu load_own_variables load_state_dict losses metrics metrics_variables modules mtia name
    name_scope named_buffers named_children named_modules named_parameters non_trainable_variables
    non_trainable_weights output output_size parameters path quantize quantized_build quantized_call
    quantization_mode register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
    register_state_dict_pre_hook remat remat_mode rematerialized_call requires_grad_ save_own_variables
    set_extra_state set_submodule set_weights share_memory state_dict state_size stateful stateless_call
    supports_jit supports_masking symbolic_call to to_empty train trainable trainable_variables trainable_weights
    training type unquantize variable_dtype variables xpu zero_grad
    activity_regularizer add_variable autocast call_signature_parameters torch_params T_destination
    """,
    )
)


def identifiers(graph: Graph) -> dict[str, str]:
    """Give the name in a program of every value, every state of the step before, and every parameter."""
    names = ["x", *graph.named, *(f"{state}_prev" for state in graph.states), *graph.parameters]
    found: dict[str, str] = {}
    for name in names:
        plain = _letters(name)
        while keyword.iskeyword(plain) or plain in _TAKEN or plain in found.values():
            plain = f"{plain}_"
        found[name] = plain
    return found


def _letters(name: str) -> str:
    """Give a name as Python reads it; a sign that it does not take is a line below."""
    plain = "".join(
        sign if f"a{sign}".isidentifier() else "_" for sign in unicodedata.normalize("NFKC", name)
    )
    return plain if plain.isidentifier() else f"v{plain}"
