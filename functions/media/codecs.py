"""What a source may make ffmpeg open: the decoders that are allowed, and how many streams and pixels a film may have."""

MAX_PIXELS = 36_864_000  # 8192 x 4500
MAX_STREAMS = 32  # of picture and sound
MAX_LISTED = 256  # streams that ffmpeg lists, with all that is not decoded: fonts, cover pictures, subtitles, data

# Decoders by their own names (libdav1d) and by the codec's (av1). What is common in cameras, editing, screen recording and on
# the web; every further one is surface for an attacker, such as MagicYUV was (CVE-2026-8461). docs/why.md has the grounds.
VIDEO_DECODERS = (
    "h264,hevc,vvc,libdav1d,libaom-av1,av1,vp8,libvpx,vp9,libvpx-vp9,vp6,vp6a,vp6f,theora,mpeg1video,mpeg2video,"
    "mpegvideo,mpeg4,h263,h263p,h263i,flv,flv1,msmpeg4v1,msmpeg4v2,msmpeg4,msmpeg4v3,wmv1,wmv2,wmv3,vc1,prores,dnxhd,"
    "cfhd,dvvideo,mjpeg,mjpegb,jpeg2000,libopenjpeg,ffv1,huffyuv,ffvhuff,utvideo,rawvideo,v210,v410,r210,r10k,qtrle,"
    "rpza,svq1,svq3,cinepak,hap,png,apng,tiff,gif,bmp,aic,8bps,smc,msvideo1,msrle,zmbv,flashsv,flashsv2,tscc,camtasia,"
    "cscd,camstudio,v308,v408,ayuv,yuv4,y41p"
)
AUDIO_DECODERS = (
    "aac,aac_fixed,aac_latm,mp1,mp1float,mp2,mp2float,mp3,mp3float,ac3,ac3_fixed,eac3,dca,dts,truehd,mlp,opus,libopus,"
    "vorbis,libvorbis,flac,alac,wmav1,wmav2,wmapro,wmalossless,wmavoice,amrnb,amr_nb,amrwb,amr_wb,s302m,dvaudio,"
    "nellymoser,speex,libspeex,wavpack,gsm,gsm_ms,qdm2,mace3,mace6,g722,adpcm_g722,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,"
    "adpcm_swf,adpcm_yamaha,pcm_alaw,pcm_mulaw,pcm_s8,pcm_u8,pcm_s16le,pcm_s16be,pcm_u16le,pcm_u16be,pcm_s24le,"
    "pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_s16le_planar,pcm_s24le_planar,"
    "pcm_s32le_planar,pcm_bluray,pcm_dvd"
)
# What comes beside the film and is not carried. ffprobe opens every stream's decoder and gives up where it may not.
PASSENGER_DECODERS = (
    "webp,ass,ssa,srt,subrip,mov_text,text,webvtt,dvbsub,dvb_subtitle,dvdsub,dvd_subtitle,pgssub,hdmv_pgs_subtitle,"
    "xsub,microdvd,sami,realtext,subviewer,subviewer1,vplayer,mpl2,jacosub,pjs,stl,cc_dec,eia_608,"
    "libzvbi_teletextdec,libaribb24,libaribcaption,arib_caption"
)
