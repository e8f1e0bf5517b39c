"""The index of an mp4 or mov (ISO/IEC 14496-12): its boxes, fragments, edit list."""
